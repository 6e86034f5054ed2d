import { createGrouping, type Outcome } from '../../bot/io/grouping'

type Leave = { go: () => void; full: boolean }

const never = (_: string[]): boolean => false

/** A grouping whose groups leave when the test says so, and come back when it says so. */
function grouping({ perGroup = 3, lanes = 1, fails = never } = {}) {
  const leaves: Leave[] = []
  const taken: string[][] = []
  const back: (() => void)[] = []
  const answers: string[] = []
  const onTheWay = () => new Promise<void>((done) => back.push(done))
  const { add, idle } = createGrouping<string>({
    perGroup,
    lanes,
    leave: (go, full) => void leaves.push({ go, full }),
    together: async (things) => {
      taken.push(things)
      await onTheWay()
      if (fails(things)) throw new Error('spoiled')
      return things.map((thing): Outcome =>
        thing.startsWith('bad') ? { error: new Error(thing) } : { reply: thing },
      )
    },
    alone: async (thing) => {
      taken.push([thing])
      await onTheWay()
      if (thing.startsWith('bad')) throw new Error(thing)
      return thing
    },
  })
  return {
    taken,
    leaves,
    answers,
    idle,
    add: (...things: string[]) => {
      for (const thing of things) {
        void add(thing).then(
          (reply) => answers.push(`${reply as string} done`),
          (error: Error) => answers.push(`${error.message} refused`),
        )
      }
    },
    leave: () => leaves.shift()!.go(),
    /** The oldest calls on their way come back, and whoever waits for them goes on. */
    comeBack: async (calls = 1) => {
      for (let call = 0; call < calls; call++) {
        back.shift()!()
        await new Promise(setImmediate)
      }
    },
  }
}

describe('how a group is made up', () => {
  test.each([
    { perGroup: 3, come: ['a'], groups: [['a']] },
    { perGroup: 3, come: ['a', 'b'], groups: [['a', 'b']] },
    { perGroup: 3, come: ['a', 'b', 'c'], groups: [['a', 'b', 'c']] },
    { perGroup: 3, come: ['a', 'b', 'c', 'd'], groups: [['a', 'b', 'c'], ['d']] },
    { perGroup: 1, come: ['a', 'b'], groups: [['a'], ['b']] },
  ])('at most $perGroup of $come: $groups', async ({ perGroup, come, groups }) => {
    const line = grouping({ perGroup })
    line.add(...come)
    for (const [index] of groups.entries()) {
      expect(line.leaves).toHaveLength(1)
      line.leave()
      expect(line.taken).toEqual(groups.slice(0, index + 1))
      await line.comeBack()
    }
    expect(line.leaves).toHaveLength(0)
    expect(line.answers).toEqual(come.map((thing) => `${thing} done`))
  })

  test.each([
    { perGroup: 3, first: 2, full: false },
    { perGroup: 3, first: 3, full: true },
    { perGroup: 3, first: 4, full: true },
  ])(
    'the second of at most $perGroup behind $first that wait: full $full',
    ({ perGroup, first, full }) => {
      const line = grouping({ perGroup })
      line.add('a')
      line.leave()
      line.add(...Array.from({ length: first }, (_, n) => `b${n}`))
      expect(line.leaves).toHaveLength(0)
      return line.comeBack().then(() => expect(line.leaves.map((it) => it.full)).toEqual([full]))
    },
  )

  test('who comes while a group is planned goes with it', () => {
    const line = grouping()
    line.add('a')
    line.add('b')
    expect(line.leaves).toHaveLength(1)
    line.leave()
    expect(line.taken).toEqual([['a', 'b']])
  })
})

test.each([1, 2, 3])('%i groups are on their way at once, no more', async (lanes) => {
  const line = grouping({ lanes, perGroup: 1 })
  line.add('a', 'b', 'c', 'd')
  while (line.leaves.length) line.leave()
  expect(line.taken).toHaveLength(lanes)
  await line.comeBack()
  while (line.leaves.length) line.leave()
  expect(line.taken).toHaveLength(lanes + 1)
})

describe('everybody gets an answer of his own', () => {
  test('in a group', async () => {
    const line = grouping()
    line.add('a', 'bad', 'c')
    line.leave()
    await line.comeBack()
    expect(line.answers).toEqual(['a done', 'bad refused', 'c done'])
  })
  test('one after another where the group failed as a whole', async () => {
    const line = grouping({ fails: () => true })
    line.add('a', 'bad', 'c')
    line.leave()
    await line.comeBack()
    expect(line.taken).toEqual([['a', 'bad', 'c'], ['a']])
    expect(line.answers).toEqual([])
    await line.comeBack(3)
    expect(line.taken.slice(1)).toEqual([['a'], ['bad'], ['c']])
    expect(line.answers).toEqual(['a done', 'bad refused', 'c done'])
  })
  test('and the next group leaves after one that failed', async () => {
    const line = grouping({ fails: (things) => things.includes('a') })
    line.add('a', 'b', 'c', 'd', 'e')
    line.leave()
    await line.comeBack(4)
    line.leave()
    await line.comeBack()
    expect(line.answers).toEqual(['a done', 'b done', 'c done', 'd done', 'e done'])
  })
})

describe('idle', () => {
  test('at once where nothing is on its way', async () => {
    await expect(grouping().idle()).resolves.toBeUndefined()
  })
  test('after the last one has its answer, and whoever came meanwhile', async () => {
    const line = grouping({ perGroup: 1 })
    const seen: string[] = []
    line.add('a')
    void line.idle().then(() => seen.push(...line.answers, 'idle'))
    line.leave()
    line.add('b')
    await line.comeBack()
    expect(seen).toEqual([])
    line.leave()
    await line.comeBack()
    expect(seen).toEqual(['a done', 'b done', 'idle'])
  })
})
