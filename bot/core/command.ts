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
export const command = <R>(
  says: RegExp,
  operation: string,
  input: (match: RegExpMatchArray) => unknown,
  tell: (reply: R) => string,
  help: string,
): Command => ({ says, operation, input, tell, help })
