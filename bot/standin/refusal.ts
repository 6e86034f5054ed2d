/** An answer of the new API that is not 200. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    readonly more: object = {},
  ) {
    super(message)
  }
}
export const refuse = (code: string, message: string, status?: number) =>
  new Refusal(code, message, status)

/** An answer of the old API: HTTP 200 with an errcode. */
export class OldRefusal extends Error {
  constructor(
    readonly errcode: number,
    readonly errmsg: string,
    readonly more: object = {},
  ) {
    super(errmsg)
  }
}
export const refuseOld = (errcode: number, errmsg: string, more?: object) =>
  new OldRefusal(errcode, errmsg, more)
