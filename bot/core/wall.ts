/**
 * What the clock on the wall says, whatever moment the service lives in: the limits of the world
 * outside are real.
 */
export const wallNow = () => Date.now()
/** Milliseconds of a clock that nobody sets: only differences mean anything. */
export const ticksNow = () => performance.now()
