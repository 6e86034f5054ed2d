/**
 * What test/run.mjs has found or started. Tests that need what is not there are skipped, and the
 * runner says so and how to run them.
 */
export const mariadbUrl = process.env['MARIADB_URL'] || null
export const chromiumPath = process.env['CHROMIUM'] || null

/** `describe` where MariaDB answers. */
export const withMariaDB = mariadbUrl ? describe : describe.skip
/** `describe` where a browser can be started. */
export const withChromium = chromiumPath ? describe : describe.skip

/** How a browser is started so that it asks nobody outside for anything. */
export const chromiumOptions = {
  ...(chromiumPath && { executablePath: chromiumPath }),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}
