/**
 * How long a test waits for what has to come, in milliseconds. It costs nothing where all is well,
 * and a machine may be ten times slower for a minute.
 */
export const patience = 120_000
