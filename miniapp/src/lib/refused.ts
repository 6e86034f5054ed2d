/** The service said no. Its sentence is for people, as it stands. */
export class ServiceRefused extends Error {
  override name = 'ServiceRefused'
  constructor(
    readonly code: string,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message)
  }
}

/**
 * Nobody answered, or not the service: whether it happened is not known, and it may be tried again.
 */
export class Unreachable extends Error {
  override name = 'Unreachable'
  constructor() {
    super('没有网络')
  }
}

/** A photo found no place on the phone. */
export const noRoom = '手机存满了，照片没有存下，请清理手机再拍'

/** What went wrong, as a sentence with what to do. */
export function sentence(error: unknown): string {
  if (error instanceof Unreachable) return '没有网络，连上再试。您填的还在'
  return error instanceof Error && /[\u4e00-\u9fff]/.test(error.message)
    ? error.message
    : '没有办成，您填的还在，过一会儿再试'
}
