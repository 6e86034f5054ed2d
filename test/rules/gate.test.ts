import { gate } from '../../bot/core/gate'

test('so many at once, in the order in which they came; one that fails makes room', async () => {
  const calling = gate(2)
  const begun: number[] = []
  const open: (() => void)[] = []
  let inside = 0
  let most = 0
  const works = [0, 1, 2, 3, 4].map((n) =>
    calling(async () => {
      begun.push(n)
      most = Math.max(most, ++inside)
      await new Promise<void>((end) => open.push(end))
      inside--
      if (n === 1) throw new Error('failed')
      return n
    }),
  )
  const ends = Promise.allSettled(works)
  for (let n = 0; n < 5; n++) {
    await new Promise(setImmediate)
    open[n]!()
  }
  expect((await ends).map((end) => (end.status === 'fulfilled' ? end.value : 'failed'))).toEqual([
    0,
    'failed',
    2,
    3,
    4,
  ])
  expect([begun, most]).toEqual([[0, 1, 2, 3, 4], 2])
})
