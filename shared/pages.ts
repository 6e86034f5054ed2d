/** The pages of the mini-program, by the names of their folders. */
export const pages = [
  'home',
  'warning',
  'issue',
  'approve',
  'board',
  'lists',
  'fill',
  'review',
  'summary',
  'task',
  'account',
  'sent',
  'examination',
] as const
export type PageName = (typeof pages)[number]
export const isPage = (name: string): name is PageName =>
  (pages as readonly string[]).includes(name)
/** A page gets its query as it stands in the address: a path of units keeps its strokes. */
export function pageAddress(page: PageName, query: Readonly<Record<string, string>> = {}): string {
  const search = Object.entries(query)
    .map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll('%2F', '/')}`)
    .join('&')
  return `pages/${page}/index${search && `?${search}`}`
}
