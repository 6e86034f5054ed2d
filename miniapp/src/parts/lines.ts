import type { PageName } from '../../../shared/pages'
import { go } from './go'

/** `warning?warningId=…`, as the service names a page. */
export function openLine(page: string) {
  const [name = 'home', search = ''] = page
    .replace(/^\/?(pages\/)?/, '')
    .replace('/index', '')
    .split('?')
  go(
    (name === 'item' ? 'fill' : name) as PageName,
    Object.fromEntries(
      search
        .split('&')
        .filter(Boolean)
        .map((part) => part.split('=').map(decodeURIComponent) as [string, string]),
    ),
  )
}
