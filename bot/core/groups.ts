/** Things by a key of theirs, in the order in which they came. */
export function groupBy<T, K>(things: Iterable<T>, keyOf: (thing: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const thing of things) addToGroup(groups, keyOf(thing), thing)
  return groups
}
/** One thing more under this key. */
export function addToGroup<T, K>(groups: Map<K, T[]>, key: K, thing: T) {
  const group = groups.get(key)
  if (group) group.push(thing)
  else groups.set(key, [thing])
}
