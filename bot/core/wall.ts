/**
 * What the clock on the wall says, whatever moment the service lives in: the limits of the world
 * outside are real.
 */
export const wallNow = () => Date.now()
