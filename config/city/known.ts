const city = '3310'
const wenling = `${city}/331081`
const shitang = `${wenling}/331081105`
const liruo = `${shitang}/331081105229`
const firstGrid = `${liruo}/33108110522901`

const known = [
  { directoryKey: 'u-admin', name: '管理员', kind: 'systemAdmin', unitPath: city },
  { directoryKey: 'u-shenyueqin', name: '沈月琴', kind: 'dutyOfficer', unitPath: city },
  { directoryKey: 'u-fangjianmin', name: '方建民', kind: 'dutyLeader', unitPath: city },
  { directoryKey: 'u-linhaiyan', name: '林海燕', kind: 'dutyOfficer', unitPath: wenling },
  { directoryKey: 'u-zhouguoping', name: '周国平', kind: 'deputyCommander', unitPath: wenling },
  { directoryKey: 'u-chenzhijian', name: '陈志坚', kind: 'emergencyOfficeHead', unitPath: shitang },
  { directoryKey: 'u-jianggenfa', name: '蒋根法', kind: 'villageHead', unitPath: liruo },
  { directoryKey: 'u-jiangchunlin', name: '江春林', kind: 'villageEvacuation', unitPath: liruo },
  { directoryKey: 'u-wangafen', name: '王阿芬', kind: 'gridMember', unitPath: firstGrid },
]
/**
 * The people of the demonstration and of the tests: always there, with the same ids, at real
 * places; all of them invented.
 */
export const knownPeople = known.map((person, index) => ({ id: idOf(index + 1), ...person }))

function idOf(number: number): string {
  return `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`
}

export type Seat = { userId: string; post: string; name: string; words: string[]; big?: true }

/**
 * Who sits at the phones of the page when `npm start` opens it, and what they may say with one tap.
 */
export const demoSeats: Seat[] = [
  seat('u-linhaiyan', '温岭防指值班员', ['预警 台风 橙 石塘镇 危房工棚人员转移 18:00前', '还差谁']),
  seat('u-zhouguoping', '温岭防指副指挥', ['还差谁']),
  seat('u-chenzhijian', '石塘镇应急办主任', ['还差谁', '收到']),
  { ...seat('u-jianggenfa', '里箬村书记', ['收到', '1']), big: true },
  seat('u-wangafen', '里箬村网格员', ['收到', '1']),
]

function seat(userId: string, post: string, words: string[]): Seat {
  return {
    userId,
    post,
    name: knownPeople.find(({ directoryKey }) => directoryKey === userId)!.name,
    words,
  }
}
