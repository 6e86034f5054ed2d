/**
 * A word in chat is one more way to call an operation, with the same checks.
 * `says` is matched against the text without the @ and spaces round it; `tell` puts the reply in
 * words; `help` is shown to who is not understood.
 */
export type Command = {
  says: RegExp
  operation: string
  input: (match: RegExpMatchArray) => unknown
  tell: (reply: never) => string
  help: string
}
/** A command whose words are made for the reply that its operation gives. */
export const command = <R>(spoken: Command & { tell: (reply: R) => string }): Command => spoken
