/** A child of start.mjs stops when start.mjs is gone, even when that was killed outright. */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
