/**
 * Is this cover, `c`, in force? Two marks: the moment, twice. One that was written down as run out by a
 * clock that was ahead is not over.
 */
export const isCovering = `(c.ended_at is null or c.ended_at = c.until)
    and c.\`from\` <= ? and c.until > ?`
