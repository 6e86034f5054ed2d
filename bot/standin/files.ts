import { randomUUID } from 'node:crypto'

export type Stored = { name: string; type: string; content: Buffer }
const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** Uploaded media and what people send to the robot; the oldest go first. */
export class Files {
  private readonly files = new Map<string, Stored>()

  put(prefix: string, stored: Stored) {
    const id = prefix + randomUUID().replaceAll('-', '')
    this.files.set(id, stored)
    if (this.files.size > 200) this.files.delete(this.files.keys().next().value!)
    return id
  }

  /** A picture for a person who sends one without content. */
  picture() {
    return this.put('dl-', { name: 'photo.png', type: 'image/png', content: onePixel })
  }

  get(id: string) {
    return this.files.get(id)
  }
}
