/** Why a row cannot be taken, in words for whoever wrote it. */
export class RowRefused {
  constructor(readonly reason: string) {}
}
export const refuse = (reason: string) => new RowRefused(reason)
