/**
 * A word in chat is one more way to call an operation, with the same checks.
 * `says` is matched against the text without the @ and spaces round it; `tell` puts the reply in words; `help` is shown to who is not understood.
 */
export type Command = {
  says: RegExp
  operation: string
  input: (match: RegExpMatchArray) => unknown
  tell: (reply: never) => string
  help: string
}
/** `R` is what the operation replies, and so what `tell` is told. */
export const command = <R>(
  given: Omit<Command, 'tell'> & { tell: (reply: R) => string },
): Command => given
