/** What a host answered, whole. `body` is parsed JSON. */
export type Answered = { status: number; body: unknown }
export type Place = { longitude: number; latitude: number; datum: 'gcj02' | 'wgs84' }

/**
 * Everything that a screen needs of the device. One implementation for DingTalk, one for a browser:
 * the only places that call either.
 */
export type Bridge = {
  /**
   * Who opens the app: `known` who did last, as nobody else has this storage; a `newcomer`, who
   * brings a code; or it is `unsure` until the host has been asked.
   */
  arrival: 'known' | 'newcomer' | 'unsure'
  /** Begins anew, as when the app is opened. */
  restart(): void
  /** A one-time code that says who holds the phone. */
  authCode(): Promise<string>
  /** Posts a JSON text. Rejects when nobody answered. */
  post(path: string, headers: Readonly<Record<string, string>>, text: string): Promise<Answered>
  /** Kept over restarts. A write throws where there is no room. */
  storage: {
    read(key: string): string | null
    write(key: string, text: string): void
    remove(key: string): void
  }
  photos: {
    /**
     * Takes photos, makes them small, keeps them over restarts: their new ids, and a sentence about
     * each that could not be taken.
     */
    take(most: number): Promise<{ ids: string[]; refused: string[] }>
    /** What a picture shows. */
    show(id: string): Promise<string | null>
    /** The bytes as base64; null when the device has lost it. */
    base64(id: string): Promise<string | null>
    forget(id: string): Promise<void>
  }
  place(): Promise<Place>
  /** Calls back when the network comes back, and when the app is in front again. */
  onReturn(tell: () => void): void
  theme(tell: (theme: 'light' | 'dark') => void): void
  newId(): string
  dial(phone: string): void
  /** Hands a file to the person; false where the host cannot. */
  save(name: string, base64: string): boolean
  every(seconds: number, run: () => void): void
  pause(seconds: number): Promise<void>
}
