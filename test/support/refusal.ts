/** What a call is refused with: the code of the problem; 'done' where it is not. */
export const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Error & { code?: string }) => error.code ?? String(error),
  )
