const city = '3310'
const wenling = `${city}/331081`
const shitang = `${wenling}/331081105`
const liruo = `${shitang}/331081105229`

/** The people of the demonstration and of the tests: always there, with the same ids, at real places; all of them invented. */
export const knownPeople = [
  known(1, 'u-admin', '管理员', 'systemAdmin', city),
  known(2, 'u-shenyueqin', '沈月琴', 'dutyOfficer', city),
  known(3, 'u-fangjianmin', '方建民', 'dutyLeader', city),
  known(4, 'u-linhaiyan', '林海燕', 'dutyOfficer', wenling),
  known(5, 'u-zhouguoping', '周国平', 'deputyCommander', wenling),
  known(6, 'u-chenzhijian', '陈志坚', 'emergencyOfficeHead', shitang),
  known(7, 'u-jianggenfa', '蒋根法', 'villageHead', liruo),
  known(8, 'u-jiangchunlin', '江春林', 'villageEvacuation', liruo),
  known(9, 'u-wangafen', '王阿芬', 'gridMember', `${liruo}/33108110522901`),
]

function known(number: number, directoryKey: string, name: string, kind: string, unitPath: string) {
  return {
    id: `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`,
    directoryKey,
    name,
    kind,
    unitPath,
  }
}

export type Seat = { userId: string; post: string; name: string; words: string[]; big?: true }

/** Who sits at the phones of the page when `npm start` opens it, and what they may say with one tap. */
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
