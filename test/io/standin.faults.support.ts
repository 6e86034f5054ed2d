import { cardTo, deliver, type World } from './standinWorld'

const message = {
  robotCode: 'dingstandin',
  userIds: ['u1'],
  msgKey: 'sampleText',
  msgParam: '{"content":"集合"}',
}

/** One call of each family, to the stand-in of the test that is running. */
export function callsTo(worldNow: () => World) {
  return {
    send: (headers = {}) =>
      worldNow().api('POST /v1.0/robot/oToMessages/batchSend', message, headers),
    contact: (token?: string) => worldNow().old('/topapi/v2/user/get', { userid: 'u1' }, token),
    notice: () =>
      worldNow().old('/topapi/message/corpconversation/asyncsend_v2', {
        agent_id: 1001,
        userid_list: 'u1',
        msg: { msgtype: 'text', text: { content: 'x' } },
      }),
    card: (outTrackId: string) => worldNow().api(deliver, cardTo(outTrackId, 'IM_ROBOT.u1')),
  }
}
