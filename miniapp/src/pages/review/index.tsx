import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import type { ItemForm } from '../../../../shared/checklist'
import type { checklistOperations } from '../../../../shared/checklistOperations'
import { isAnswered } from '../../../../shared/form'
import type { Reply } from '../../../../shared/operation'
import { answerWords } from '../../lib/answering'
import { moment } from '../../lib/words'
import { Area, Box, Tap, Words } from '../../parts/atoms'
import { Pick } from '../../parts/controls'
import { reviewers, unitFor } from '../../parts/doors'
import { useDeed, useLook } from '../../parts/look'
import { Pictures } from '../../parts/photos'
import { RowWords, Sub } from '../../parts/row'
import { Nothing, Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'

type Page = Reply<typeof checklistOperations.waiting>
type Waiting = Page['items'][number]
const reasons = [
  '数字对不上，请核对',
  '照片看不清，请重拍',
  '没有写清楚，请补充',
  '填错了单位或日期',
  '和上次一样，请去现场再看',
]

/** 审核: what waits, and the one that is open. */
export default function ReviewPage() {
  const { unitPath: asked } = useRouter().params
  const [open, setOpen] = useState<string | null>(null)
  const look = useLook(`review ${asked ?? ''}`, async (client) => {
    const unitPath = asked ?? unitFor(await client.session.me({}), reviewers)?.unitPath
    return {
      unitPath,
      ...(unitPath
        ? await client.checklists.waiting({ unitPath, after: null })
        : { items: [], next: null }),
    }
  })
  const deed = useDeed()
  const [later, setLater] = useState<Page | null>(null)
  const [decided, setDecided] = useState<string[]>([])
  const all = new Map(
    [...(look.value?.items ?? []), ...(later?.items ?? [])].map((it) => [keyOf(it), it]),
  )
  const items = [...all.values()].filter((it) => !decided.includes(turnOf(it)))
  const chosen = items.find((it) => keyOf(it) === open) ?? null
  const next = later ? later.next : (look.value?.next ?? null)
  const done = (it: Waiting) => {
    setDecided((before) => [...before, turnOf(it)])
    setOpen(null)
    void look.again()
  }
  const more = () =>
    void deed.run(async () => {
      const page = await phone.client.checklists.waiting({
        unitPath: look.value!.unitPath!,
        after: next,
      })
      setLater({ items: [...(later?.items ?? []), ...page.items], next: page.next })
    })
  return (
    <Screen
      title='审核'
      look={look}
      wide
      problem={deed.problem}
      side={look.value ? `等审核 ${items.length} 项${next ? '以上' : ''}` : undefined}
    >
      {!items.length && !next ? (
        <Nothing title='没有等您审核的' words='有人交上来，会出现在今天要办里。' />
      ) : (
        <Box className='layout'>
          <Box className={chosen ? 'paper desk' : 'paper'}>
            {items.map((it) => (
              <Row
                key={keyOf(it)}
                it={it}
                here={keyOf(it) === open}
                onTap={() => setOpen(keyOf(it))}
              />
            ))}
            {next && (
              <Tap className='row' id='more' disabled={deed.busy} onTap={more}>
                <Words className='row-main'>{deed.busy ? '正在取' : '看更多'}</Words>
                <Box className='icon icon-open' />
              </Tap>
            )}
          </Box>
          <Box className='layout-side'>
            {chosen ? (
              <One
                key={keyOf(chosen)}
                it={chosen}
                done={() => done(chosen)}
                back={() => setOpen(null)}
              />
            ) : (
              <Box className='paper pad muted desk'>点一项，在这里看</Box>
            )}
          </Box>
        </Box>
      )}
    </Screen>
  )
}
const keyOf = ({ checklistId, item }: Waiting) => `${checklistId} ${item}`
/** What is handed in again after a return waits again. */
const turnOf = (it: Waiting) => `${keyOf(it)} ${it.revision}`

const Row = ({ it, here, onTap }: { it: Waiting; here: boolean; onTap: () => void }) => (
  <Tap className={here ? 'row here' : 'row'} onTap={onTap}>
    <RowWords title={`${it.unitName}：${it.title}`}>
      <Sub>
        {it.by} {moment(it.at, phone.now())} 交{it.late ? '，过了期限' : ''}
      </Sub>
    </RowWords>
    <Box className='icon icon-go' />
  </Tap>
)

/** What differs from last time is open; the rest is one line. 退回 needs a reason. Decided is only what the service shows now, never what this phone remembers. */
function One({ it, done, back }: { it: Waiting; done: () => void; back: () => void }) {
  const look = useLook(
    keyOf(it),
    (client) => client.checklists.open({ checklistId: it.checklistId, item: it.item }),
    20,
  )
  const deed = useDeed()
  const [returning, setReturning] = useState(false)
  const [reason, setReason] = useState('')
  const [all, setAll] = useState(false)
  const form = look.value
  if (!form) {
    return (
      <Box className='paper pad muted'>
        {look.problem ?? (look.offline ? '没有网络，连上再审核' : '正在取')}
      </Box>
    )
  }
  const waits = deed.busy || look.stale !== null
  const decide = (passed: boolean) =>
    void deed
      .run(() =>
        phone.client.checklists.review({
          checklistId: it.checklistId,
          item: it.item,
          revision: form.revision,
          passed,
          reason: passed ? '' : reason,
        }),
      )
      .then((went) => (went ? done() : look.again()))
  return (
    <>
      <Tap className='btn word phone-only' onTap={back}>
        回到列表
      </Tap>
      <Answers form={form} it={it} all={all} showAll={() => setAll(true)} />
      {(deed.problem ?? look.offline) && (
        <Box className='note' role='alert'>
          {deed.problem ?? '没有网络，连上再审核'}
        </Box>
      )}
      {returning ? (
        <Box className='paper pad pairs'>
          <Box className='field-label'>为什么退回？</Box>
          {reasons.map((words) => (
            <Pick key={words} on={reason === words} onTap={() => setReason(words)}>
              {words}
            </Pick>
          ))}
          <Area
            className='input'
            label='或写一句'
            hint='或写一句'
            value={reasons.includes(reason) ? '' : reason}
            most={120}
            lines={2}
            onChange={setReason}
          />
          <Box className='task-act pairing'>
            <Tap className='btn side tall' onTap={() => setReturning(false)}>
              不退了
            </Tap>
            <Tap
              className={reason.trim() ? 'btn main' : 'btn main no'}
              disabled={!reason.trim() || waits}
              onTap={() => decide(false)}
            >
              退回补正
            </Tap>
          </Box>
        </Box>
      ) : form.mayReview ? (
        <Box className='paper pad'>
          <Box className='task-act pairing'>
            <Tap className='btn side tall' onTap={() => setReturning(true)}>
              退回
            </Tap>
            <Tap className='btn main' id='pass' disabled={waits} onTap={() => decide(true)}>
              通过
            </Tap>
          </Box>
        </Box>
      ) : (
        <Box className='muted'>本级填的要由上一级审核</Box>
      )}
    </>
  )
}

function Answers({
  form,
  it,
  all,
  showAll,
}: {
  form: ItemForm
  it: Waiting
  all: boolean
  showAll: () => void
}) {
  const answered = form.fields.filter((field) => isAnswered(form.answers[field.id]))
  const isSame = (id: string) =>
    form.last !== null && JSON.stringify(form.last[id]) === JSON.stringify(form.answers[id])
  const fresh = answered.filter((field) => !isSame(field.id))
  const rest = answered.filter((field) => isSame(field.id))
  return (
    <Box className='paper'>
      <Box className='field'>
        <Box className='row-title'>
          {it.unitName}：{form.title}
        </Box>
        <Box className='muted'>
          {it.by} {moment(it.at, phone.now())} 交
        </Box>
      </Box>
      {(all ? answered : fresh).map((field) => (
        <Box key={field.id} className='field'>
          <Box className='field-help'>{field.label}</Box>
          <Box className='strong'>{answerWords(field, form.answers[field.id])}</Box>
          {form.last && isAnswered(form.last[field.id]) && !isSame(field.id) && (
            <Box className='muted'>上次：{answerWords(field, form.last[field.id])}</Box>
          )}
          <Pictures field={field} value={form.answers[field.id]} />
        </Box>
      ))}
      {!all && rest.length > 0 && (
        <Tap className='row' onTap={showAll}>
          <Words className='row-main'>和上次一样的 {rest.length} 题</Words>
          <Box className='icon icon-open' />
        </Tap>
      )}
      {!answered.length && <Box className='field muted'>没有变化</Box>}
    </Box>
  )
}
