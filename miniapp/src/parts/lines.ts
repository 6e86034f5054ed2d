import Taro from '@tarojs/taro'
import { contract } from '../../../shared/contract'
import type { HomeEntry, TodayLine } from '../../../shared/home'
import { isPage } from '../../../shared/pages'
import { phone } from '../platform/phone'
import { go } from './go'

type Asked = NonNullable<TodayLine['ahead']>

/**
 * Follows what the service says. It may be newer than this app, and name a page that only its
 * successor has.
 */
export function follow({
  page,
  query = {},
}: Pick<TodayLine, 'page'> & { query?: TodayLine['query'] }) {
  if (isPage(page)) return go(page, query)
  void Taro.showToast({ title: '请先更新应急钉', icon: 'none' })
}
/** A way from the first page into another one, as far as this app has it. */
export const isKnown = ({ page }: HomeEntry) => isPage(page)

/** Does what a line's button says, now or when the network is back. */
export function doInPlace({ operation, input }: Asked, title: string) {
  if (hasOperation(operation)) phone.queue(operation as Deed, input as never, title)
  else void Taro.showToast({ title: '请先更新应急钉', icon: 'none' })
}
type Deed = Parameters<typeof phone.queue>[0]

/** Asks what a page will ask, so that it opens without a network. */
export function askAhead({ operation, input }: Asked) {
  if (!hasOperation(operation)) return
  void callNamed(operation, input).catch(() => undefined)
}

const hasOperation = (name: string) =>
  Object.entries(contract).some(([slice, operations]) =>
    Object.keys(operations).some((verb) => name === `${slice}.${verb}`),
  )
/**
 * The client by the name of an operation: it is in the contract, and the client checks its input.
 */
function callNamed(name: string, input: unknown): Promise<unknown> {
  const client = phone.client as unknown as Record<string, Record<string, Call>>
  const [slice = '', verb = ''] = name.split('.')
  return client[slice]![verb]!(input)
}
type Call = (input: unknown) => Promise<unknown>
