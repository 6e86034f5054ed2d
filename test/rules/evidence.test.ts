import { photoType } from '../../bot/core/photo'
import { coverage, mostParts } from '../../bot/evidence/rules'

test.each([
  [[], 0],
  [
    [
      { from: 0, length: 5 },
      { from: 5, length: 5 },
    ],
    10,
  ],
  [[{ from: 5, length: 5 }], 5],
  [
    [
      { from: 0, length: 8 },
      { from: 4, length: 8 },
    ],
    12,
  ],
  [
    [
      { from: 0, length: 10 },
      { from: 2, length: 3 },
    ],
    10,
  ],
  [
    [
      { from: 6, length: 4 },
      { from: 0, length: 4 },
      { from: 2, length: 3 },
    ],
    9,
  ],
])('parts %j cover %i bytes', (parts, have) => expect(coverage(parts)).toBe(have))
test.each([
  [[0xff, 0xd8, 0xff, 0xe0], 'image/jpeg'],
  [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 'image/png'],
  [[...Buffer.from('RIFF....WEBP')], 'image/webp'],
  [[...Buffer.from('<svg xmlns=')], null],
  [[...Buffer.from('GIF89a......')], null],
  [[], null],
])('%j is %s', (bytes, type) => expect(photoType(Buffer.from(bytes))).toBe(type))

test.each([
  [0, 64, 8],
  [1, 64, 9],
  [65_536, 64, 9],
  [65_537, 64, 10],
  [1_000_000, 64, 24],
  [1_000_000, 128, 16],
])('a file of %i bytes may come in parts of %i kB, and some more: %i', (size, kilobytes, parts) =>
  expect(mostParts(size, kilobytes)).toBe(parts),
)
