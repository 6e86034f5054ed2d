import 'dingtalk-jsapi/entry/union'
import requestAuthCode from 'dingtalk-jsapi/api/union/requestAuthCode'
import getLocation from 'dingtalk-jsapi/api/union/getLocation'
import type { Place } from './bridge'

/** DingTalk's own script for pages, loaded only inside DingTalk. */
export const authCode = async () =>
  (await requestAuthCode({ corpId: CORP_ID, clientId: CLIENT_ID })).code

export async function place(): Promise<Place> {
  const { longitude, latitude } = (await getLocation({
    type: 1,
    coordinate: '1',
    useCache: true,
    cacheTimeout: 20,
    withReGeocode: false,
    targetAccuracy: '200',
  })) as unknown as { longitude: string; latitude: string }
  return { longitude: Number(longitude), latitude: Number(latitude), datum: 'gcj02' }
}
