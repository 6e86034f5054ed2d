import { addToGroup } from '../../core/groups'
import { uuid } from '../../core/ids'
import type { Place } from '../near'
import { isInPowers, isOfNetwork, mobileOf, nameKey, sameDots } from '../rules'
import { refuse, type RowRefused } from './rowRefused'

/** One of our people as a list may mean them. */
export type Somebody = {
  id: string
  name: string
  phoneIndex: string | null
  left: boolean
  place: Place
}
/** Whom a row means. `joins`: somebody new; `gains`: the phone that nobody knew before. */
export type Found = { id: string; joins?: { name: string; phone: string }; gains?: string }

const maxName = 64
/** Letters and rare signs, dots, and what stands between the parts of a name. */
const ofName = /^[\p{L}\p{M}\p{Co}〇·\s'’()-]+$/u

function faultOf(name: string): string | null {
  if (/[、,;/&+]/.test(name)) return '像是几个人，一格只写一个'
  const isName = name.length <= maxName && ofName.test(sameDots(name))
  return isName && !/^(TRUE|FALSE)$/i.test(name) ? null : '不像人名'
}

/**
 * Who the rows of a list mean, and whom they bring in: nobody is brought in by a row that is
 * refused.
 */
export class Roster {
  private readonly byPhone = new Map<string, Somebody[]>()
  private readonly byName = new Map<string, Somebody[]>()
  private readonly byId = new Map<string, Somebody>()
  readonly joining: { id: string; name: string; phone: string }[] = []
  /** People known by name whose phone the list tells. */
  readonly gaining: { id: string; phone: string }[] = []

  constructor(
    people: readonly Somebody[],
    private readonly indexOf: (phone: string) => string,
  ) {
    for (const person of people) this.add(person)
  }
  private add(person: Somebody) {
    this.byId.set(person.id, person)
    addToGroup(this.byName, nameKey(person.name), person)
    if (person.phoneIndex) addToGroup(this.byPhone, person.phoneIndex, person)
  }

  /** `whose`: said before 姓名 and 手机 where they are not the holder's. */
  find(name: string, phoneText: string, whose = ''): Found | RowRefused {
    if (!name) return refuse(`没有填${whose && ` ${whose}`}姓名`)
    const fault = faultOf(name)
    if (fault) return refuse(`${whose}姓名“${name.slice(0, 20)}”${fault}`)
    if (!phoneText) return this.findByName(name, whose)
    const phone = mobileOf(phoneText)
    if (phone && !isOfNetwork(phone)) {
      return refuse(`${whose}手机 ${phone} 不是手机号段的号码，请核对`)
    }
    if (phone) return this.findByPhone(name, phone, whose)
    if (isInPowers(phoneText)) {
      return refuse(`${whose}手机被 Excel 改成了“${phoneText}”，请把格式改成文本重填`)
    }
    return refuse(`${whose}手机“${phoneText.slice(0, 24)}”不是 11 位号码，一格只写一个`)
  }
  private findByPhone(name: string, phone: string, whose: string): Found | RowRefused {
    const isNamesake = (person: Somebody) => nameKey(person.name) === nameKey(name)
    const owners = this.byPhone.get(this.indexOf(phone)) ?? []
    const meant = owners.find((person) => !person.left && isNamesake(person))
    if (meant) return { id: meant.id }
    // Of people who are not from here nothing is told: their number is as good as one that nobody has.
    const ours = owners.filter((person) => person.place === 'here')
    if (ours.some((person) => !person.left)) {
      return refuse(`${whose}手机 ${phone} 登记的是别人，请核对姓名和号码`)
    }
    if (ours.some(isNamesake)) return refuse(`${name}已经不在钉钉组织里，请先让管理员加回来`)
    return this.findWithoutPhone(name, phone)
  }
  /** A number that nobody has: of somebody who had none so far, else of somebody new. */
  private findWithoutPhone(name: string, phone: string): Found | RowRefused {
    const known = this.nearby(name).filter((person) => person.phoneIndex === null)
    if (known.length > 1) {
      return refuse(`有 ${known.length} 个“${name}”还没有手机号，请先在钉钉里补上`)
    }
    return known[0]
      ? { id: known[0].id, gains: phone }
      : { id: uuid(), joins: { name: sameDots(name), phone } }
  }
  private findByName(name: string, whose: string): Found | RowRefused {
    const people = this.nearby(name)
    if (people.length > 1) return refuse(`有 ${people.length} 个“${name}”，请写上${whose}手机`)
    return people[0] ? { id: people[0].id } : refuse(`没有${whose}手机，认不出“${name}”是哪一位`)
  }
  private nearby(name: string): Somebody[] {
    const people = this.byName.get(nameKey(name)) ?? []
    return people.filter((person) => !person.left && person.place !== 'elsewhere')
  }

  /** From now on the list knows the person, whether known before or not: later rows tell no more. */
  accept({ id, joins, gains }: Found) {
    const known = this.byId.get(id)
    if (known) known.place = 'here'
    if (joins) this.join(id, joins)
    else if (gains) this.gain(id, gains)
  }
  private join(id: string, { name, phone }: { name: string; phone: string }) {
    this.joining.push({ id, name, phone })
    this.add({ id, name, phoneIndex: this.indexOf(phone), left: false, place: 'here' })
  }
  private gain(id: string, phone: string) {
    this.gaining.push({ id, phone })
    const person = this.byId.get(id)!
    person.phoneIndex = this.indexOf(phone)
    addToGroup(this.byPhone, person.phoneIndex, person)
  }
}
