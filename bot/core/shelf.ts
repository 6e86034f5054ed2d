/** Keeps the latest so many things by name: the oldest makes room for a new one. */
export class Shelf<V> {
  private readonly things = new Map<string, V>()
  constructor(private readonly maxThings = 5_000) {}

  get(name: string): V | undefined {
    return this.things.get(name)
  }

  put(name: string, thing: V) {
    this.things.delete(name)
    this.things.set(name, thing)
    if (this.things.size <= this.maxThings) return
    const [oldest] = this.things.keys()
    this.things.delete(oldest!)
  }
}
