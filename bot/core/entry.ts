import type { PageName } from '../../shared/pages'
import type { Role } from '../../shared/vocabulary'

/**
 * A page that is entered from the first page of the app, by whoever has one of the roles; without
 * roles by everybody. Entries stand in the order of their `place`.
 */
export type Entry = { page: PageName; title: string; place: number; roles?: readonly Role[] }
