import { useState } from 'react'
import type { UnitKind } from '../../../../shared/vocabulary'
import { counted } from '../../lib/words'
import { Box, Day, Line, Tap, Words } from '../../parts/atoms'
import { Choosing } from '../../parts/choosing'
import { Pick } from '../../parts/controls'
import { reviewers, unitFor } from '../../parts/doors'
import { goHome } from '../../parts/go'
import { useDeed, useLook } from '../../parts/look'
import { usePaper } from '../../parts/paper'
import { Nothing, Screen } from '../../parts/screen'
import { Units } from '../../parts/units'
import { phone } from '../../platform/phone'
import { Questions, fieldsOf, firstQuestion, isWhole, type Asked } from './questions'

type Paper = {
  title: string
  questions: Asked[]
  units: string[]
  kind: number
  post: string | null
  day: string
}
const blank: Paper = {
  title: '',
  questions: [firstQuestion],
  units: [],
  kind: 0,
  post: 'emergencyOfficeHead',
  day: '',
}
const kinds: { kind: UnitKind[]; title: string }[] = [
  { kind: ['township', 'area'], title: '乡镇街道和功能区' },
  { kind: ['village'], title: '村' },
]

/** 临时任务: what is asked, of whom, until when; how many it reaches is shown before it goes out. */
export default function TaskPage() {
  const look = useLook('task', async (client) => {
    const me = await client.session.me({})
    return { me, posts: unitFor(me, reviewers) ? (await client.warnings.choices({})).posts : [] }
  })
  const deed = useDeed()
  const unit = look.value && unitFor(look.value.me, reviewers)
  const { paper, change, drop } = usePaper('task', blank)
  const { title, questions, units, kind, post, day } = paper
  const [done, setDone] = useState<number | null>(null)
  const target = units.length && post ? { units, kinds: kinds[kind]!.kind, post } : null
  const preview = useLook(JSON.stringify(target), (client) =>
    target ? client.checklists.preview(target) : Promise.resolve(null),
  )
  const ready = title.trim().length > 1 && questions.every(isWhole) && target && day
  const issue = () =>
    void deed.run(async () => {
      const reply = await phone.client.checklists.issue({
        ...target!,
        title: title.trim(),
        dueAt: new Date(`${day}T18:00:00+08:00`),
        fields: fieldsOf(questions),
      })
      setDone(reply.units)
      drop()
    })
  if (look.value && !unit) {
    return (
      <Screen title='临时任务'>
        <Nothing title='这一页给应急办和值班员用' words='您的岗位不发任务。' />
      </Screen>
    )
  }
  if (done !== null) {
    return (
      <Screen
        title='临时任务'
        foot={
          <Tap className='btn main' onTap={goHome}>
            回今天要办
          </Tap>
        }
      >
        <Nothing
          title={`已发给 ${counted(done)} 个单位`}
          words='谁没有交，在汇总里看。'
          act={
            <Box className='seal'>
              <Box className='icon icon-tick' />
            </Box>
          }
        />
      </Screen>
    )
  }
  const reach = preview.value
  return (
    <Screen
      title='临时任务'
      look={look}
      problem={deed.problem ?? preview.problem}
      foot={
        <Tap
          className={ready ? 'btn main' : 'btn main no'}
          id='issue'
          disabled={!ready || deed.busy}
          onTap={issue}
        >
          {reach && ready ? `发给 ${counted(reach.units)} 个单位` : '还没有填完'}
        </Tap>
      }
    >
      <Box className='paper'>
        <Box className='field'>
          <Box className='field-label'>叫什么</Box>
          <Line
            className='input'
            id='title'
            label='叫什么'
            value={title}
            most={20}
            hint='排查沿海在建工地'
            onChange={(it) => change({ title: it })}
          />
        </Box>
        <Box className='field'>
          <Box className='field-label'>什么时候以前</Box>
          <Box className='field-help'>当天 18:00 前</Box>
          <Day
            className='input'
            id='day'
            label='什么时候以前'
            value={day || undefined}
            onChange={(it) => change({ day: it })}
          />
        </Box>
      </Box>
      <Questions value={questions} set={(it) => change({ questions: it })} />
      <Box className='paper pad pairs'>
        <Box className='field-label'>哪一级</Box>
        <Box className='two'>
          {kinds.map((it, index) => (
            <Pick
              key={it.title}
              on={kind === index}
              onTap={() =>
                change({ kind: index, post: index ? 'villageHead' : 'emergencyOfficeHead' })
              }
            >
              {it.title}
            </Pick>
          ))}
        </Box>
      </Box>
      <Box className='paper pad'>
        <Choosing
          key={kind}
          label='由谁办'
          options={
            look.value?.posts.filter((it) => it.at.some((at) => kinds[kind]!.kind.includes(at))) ??
            []
          }
          value={post}
          set={(it) => change({ post: it })}
        />
      </Box>
      {unit && (
        <Box className='paper pad pairs'>
          <Box className='field-label'>发给哪里</Box>
          <Units unitPath={unit.unitPath} value={units} set={(it) => change({ units: it })} />
        </Box>
      )}
      {reach && (
        <Box className='paper pad fore'>
          {(
            [
              ['单位', reach.units],
              ['人', reach.people],
              ['没有人', reach.vacant],
            ] as const
          ).map(([name, value]) => (
            <Box key={name} className='fore-part'>
              {name}
              <Words className='fore-number'>{counted(value)}</Words>
            </Box>
          ))}
        </Box>
      )}
    </Screen>
  )
}
