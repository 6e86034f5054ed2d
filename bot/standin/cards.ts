import { z } from 'zod'
import type { Directory } from './directory'
import type { Faults } from './faults'
import { refuse } from './refusal'

type Vars = Record<string, string>
export type Space = { type: 'IM_ROBOT' | 'IM_GROUP' | 'ONE_BOX'; id: string }
type Side = 'public' | 'private'
export type Template = { variables: ReadonlyMap<string, Side>; published: boolean }
export type Card = {
  outTrackId: string
  templateId: string
  callbackType: string
  /** In HTTP mode: the key of a registered address, or with old cards the address itself. */
  callbackRouteKey?: string | null | undefined
  callbackUrl?: string | undefined
  userIdType: number
  public: Vars
  private: Map<string, Vars>
  spaces: Space[]
  viewers: Set<string>
  updates: number
}
type Data = { cardParamMap?: Vars | undefined } | null | undefined
/** What an update keeps of what the card shows. */
export const UpdateOptions = z
  .object({
    updateCardDataByKey: z.boolean().optional(),
    updatePrivateDataByKey: z.boolean().optional(),
  })
  .nullish()
/** `userIdType` says what the names of private data are, where they are not those of the card. */
type UpdateOptions =
  | (NonNullable<z.infer<typeof UpdateOptions>> & { userIdType?: number | null | undefined })
  | null
  | undefined

const keep = 300_000
const bytes = (text: string) => Buffer.byteLength(text)

/** Card instances: shared variables, each viewer's own, and where they were delivered. */
export class Cards {
  readonly templates = new Map<string, Template>()
  private readonly cards = new Map<string, Card>()

  constructor(
    private readonly directory: Directory,
    private readonly faults: Pick<Faults, 'on'>,
    private readonly changed: (userId: string) => void,
  ) {}

  create(
    card: Omit<Card, 'public' | 'private' | 'spaces' | 'viewers' | 'updates'>,
    cardData: Data,
    privateData: Record<string, Data> | null | undefined,
  ) {
    if (!card.outTrackId) throw refuse('param.outTrackIdEmpty', 'outTrackId不能为空')
    if (!card.templateId) throw refuse('param.cardTemplateIdEmpty', 'cardTemplateId不能为空')
    if (!cardData?.cardParamMap && !privateData) {
      throw refuse('param.cardDataAndPrivateDataBothEmpty', '卡片数据不能为空')
    }
    if (this.cards.has(card.outTrackId)) throw refuse('param.cardAlreadyExist', '卡片已存在')
    const template = this.template(card.templateId)
    this.check(template, 'public', cardData)
    const owned = this.owned(privateData, card.userIdType, template)
    const created: Card = {
      ...card,
      public: { ...cardData?.cardParamMap },
      private: new Map(owned),
      spaces: [],
      viewers: new Set(),
      updates: 0,
    }
    this.cards.set(card.outTrackId, created)
    if (this.cards.size > keep) this.cards.delete(this.cards.keys().next().value!)
    return created
  }

  get(outTrackId: string) {
    const card = this.cards.get(outTrackId)
    if (!card) throw refuse('param.cardNotExist', '卡片不存在')
    return card
  }

  find(outTrackId: string) {
    return this.cards.get(outTrackId)
  }

  /** Replaces what is shared and what is private, or only the given keys of them. */
  update(
    card: Card,
    cardData: Data,
    privateData: Record<string, Data> | null | undefined,
    options: UpdateOptions,
  ) {
    const template = this.templates.get(card.templateId)
    this.check(template, 'public', cardData)
    const owned = this.owned(privateData, options?.userIdType ?? card.userIdType, template)
    if (cardData?.cardParamMap) {
      card.public = { ...(options?.updateCardDataByKey && card.public), ...cardData.cardParamMap }
    }
    for (const [userId, vars] of owned) {
      card.private.set(userId, {
        ...(options?.updatePrivateDataByKey && card.private.get(userId)),
        ...vars,
      })
    }
    this.updated(card)
  }

  /** Text of a model, as it is written: as long as it likes, and for everybody. */
  stream(card: Card, key: string, content: string, isFull: boolean) {
    const template = this.templates.get(card.templateId)
    this.check(template, 'public', { cardParamMap: { [key]: '' } })
    const before = new Map(Object.entries(card.public))
    before.set(key, isFull ? content : (before.get(key) ?? '') + content)
    card.public = Object.fromEntries(before)
    this.updated(card)
  }

  /** What this viewer sees: his own variables hide the shared ones. */
  draw(outTrackId: string, userId: string) {
    const card = this.cards.get(outTrackId)
    return card && { ...card.public, ...card.private.get(userId) }
  }

  clear() {
    this.cards.clear()
    this.templates.clear()
  }

  private updated(card: Card) {
    card.updates++
    for (const userId of card.viewers) this.changed(userId)
  }

  private template(templateId: string) {
    const known = this.templates.get(templateId)
    if (!known && this.faults.on.strictTemplates) {
      throw refuse('param.templateNotExist', '卡片模板不存在')
    }
    if (known && !known.published) throw refuse('param.templateUnpublished', '卡片模板未发布')
    return known
  }

  private owned(
    privateData: Record<string, Data> | null | undefined,
    userIdType: number,
    template: Template | undefined,
  ) {
    return Object.entries(privateData ?? {}).map(([id, data]): [string, Vars] => {
      this.check(template, 'private', data)
      return [this.directory.named(id, userIdType)?.userId ?? id, { ...data?.cardParamMap }]
    })
  }

  /**
   * Names ≤ 100 bytes and each variable on the side its template puts it. Values above the 1 KB of
   * the documents pass, as cards of AI show every day, unless they are to be refused.
   */
  private check(template: Template | undefined, side: Side, data: Data) {
    for (const [name, value] of Object.entries(data?.cardParamMap ?? {})) {
      if (bytes(name) > 100) throw refuse('param.invalid', `变量名超过100字节：${name}`)
      if (this.faults.on.strictCards && bytes(value) > 1_024) {
        throw refuse('param.invalid', `变量值超过1KB：${name}`)
      }
      const declared = template?.variables.get(name)
      if (declared && declared !== side) {
        throw refuse('param.invalid', `变量的公有私有与模板不符：${name}`)
      }
    }
  }
}

const spaceTypes = ['IM_ROBOT', 'IM_GROUP', 'ONE_BOX'] as const

/** `dtv1.card//T1.id1;T2.id2`, any letter case, at most 1,000 characters. */
export function spacesOf(openSpaceId: string | null | undefined): Space[] {
  if (!openSpaceId) throw refuse('param.openSpaceIdEmpty', 'openSpaceId不能为空')
  const [, list] = /^dtv1\.card\/\/(.+)$/i.exec(openSpaceId) ?? []
  if (!list || openSpaceId.length > 1_000) {
    throw refuse('param.openSpaceIdInvalid', 'openSpaceId不合法')
  }
  return list
    .split(';')
    .filter(Boolean)
    .map((space) => {
      const dot = space.indexOf('.')
      const type = spaceTypes.find((known) => known === space.slice(0, dot).toUpperCase())
      if (!type || dot + 1 === space.length) {
        throw refuse('param.openSpaceIdInvalid', `openSpaceId不合法：${space}`)
      }
      return { type, id: space.slice(dot + 1) }
    })
}
