import { z } from 'zod'
import { endpoint } from '../endpoint'
import type { World } from '../world'

const scope = 'qyapi_get_microapp_list'
const links = ({ app }: World) => ({ homepageLink: app, pcHomepageLink: app, ompLink: '' })

/** The applications of the organisation: there is one. Frameworks ask for them when they start. */
export const apps = [
  endpoint(
    'GET /v1.0/microApp/allInnerApps',
    { family: 'new', scope },
    z.looseObject({}),
    (world) => {
      const { agentId, appName, robotCode } = world.settings
      const app = {
        agentId,
        appId: agentId,
        name: appName,
        desc: '',
        icon: '',
        appStatus: 1,
        developType: 0,
        coolAppInfo: [],
        robotInfo: { name: appName, robotCode },
        ...links(world),
      }
      return { appList: [app] }
    },
  ),
  endpoint('POST /microapp/list', { family: 'old', scope }, z.looseObject({}), (world) => {
    const { agentId, appName } = world.settings
    const app = {
      agentId,
      name: appName,
      appDesc: '',
      appIcon: '',
      appStatus: 1,
      isSelf: true,
      ...links(world),
    }
    return { appList: [app] }
  }),
]
