import { createPhone } from '../lib/phone'
import { host } from './host'

/** The one phone that this program runs on. */
export const phone = createPhone(host)
