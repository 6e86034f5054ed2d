import { useState } from 'react'
import type { Reply } from '../../../../shared/operation'
import type { checklistOperations } from '../../../../shared/checklistOperations'
import { reviewers } from '../../../../shared/vocabulary'
import type { Choices } from '../../../../shared/warning'
import { counted } from '../../lib/words'
import { Box } from '../../parts/atoms'
import { MainButton } from '../../parts/buttons'
import { Choosing } from '../../parts/choosing'
import { unitFor } from '../../parts/doors'
import { Figures } from '../../parts/figures'
import { goHome } from '../../parts/go'
import { useDeed, useLook, type Look } from '../../parts/look'
import { usePaper } from '../../parts/paper'
import { Nothing, Screen } from '../../parts/screen'
import { Seal } from '../../parts/seal'
import { Units } from '../../parts/units'
import { phone } from '../../platform/phone'
import { Levels, NameAndDay } from './fields'
import { blank, kindsOf, targetOf, taskOf } from './paper'
import { Questions } from './questions'

type Posts = Choices['posts']

/** 临时任务: what is asked, of whom, until when. */
export default function TaskPage() {
  const look = useLook('task', async (client) => {
    const me = await client.session.me({})
    const unit = unitFor(me, reviewers)
    return { unit, posts: unit ? (await client.warnings.choices({})).posts : [] }
  })
  if (!look.value) return <Screen title='临时任务' look={look} />
  const { unit, posts } = look.value
  if (!unit) return <NotTheirs />
  return <Writing unitPath={unit.unitPath} posts={posts} look={look} />
}

const NotTheirs = () => (
  <Screen title='临时任务'>
    <Nothing title='这一页给应急办和值班员用' words='您的岗位不发任务。' />
  </Screen>
)

type Props = { unitPath: string; posts: Posts; look: Look<unknown> }

/** How many it reaches is shown before it goes out. */
function Writing({ unitPath, posts, look }: Props) {
  const { paper, change, drop } = usePaper('task', blank)
  const [issuedTo, setIssuedTo] = useState<number | null>(null)
  const deed = useDeed()
  const target = targetOf(paper)
  const preview = useLook(JSON.stringify(target), (client) =>
    target ? client.checklists.preview(target) : Promise.resolve(null),
  )
  if (issuedTo !== null) return <Issued units={issuedTo} />

  const task = taskOf(paper)
  async function issue() {
    const { units } = await phone.client.checklists.issue(task!)
    setIssuedTo(units)
    drop()
  }
  return (
    <Screen
      title='临时任务'
      look={look}
      problem={deed.problem ?? preview.problem}
      foot={
        <MainButton
          id='issue'
          ready={task !== null}
          busy={deed.busy}
          onTap={() => void deed.run(issue)}
        >
          {task && preview.value ? `发给 ${counted(preview.value.units)} 个单位` : '还没有填完'}
        </MainButton>
      }
    >
      <NameAndDay paper={paper} change={change} />
      <Questions value={paper.questions} set={(questions) => change({ questions })} />
      <Levels value={paper.kind} set={(kind, post) => change({ kind, post })} />
      <Box className='paper pad'>
        <Choosing
          key={paper.kind}
          label='由谁办'
          options={posts.filter((post) => post.at.some((kind) => kindsOf(paper).includes(kind)))}
          value={paper.post}
          set={(post) => change({ post })}
        />
      </Box>
      <Box className='paper pad pairs'>
        <Box className='field-label'>发给哪里</Box>
        <Units unitPath={unitPath} value={paper.units} set={(units) => change({ units })} />
      </Box>
      {preview.value && <Reached reach={preview.value} />}
    </Screen>
  )
}

const Reached = ({ reach }: { reach: Reply<typeof checklistOperations.preview> }) => (
  <Figures
    figures={[
      ['单位', reach.units],
      ['人', reach.people],
      ['没有人', reach.vacant],
    ]}
  />
)

const Issued = ({ units }: { units: number }) => (
  <Screen title='临时任务' foot={<MainButton onTap={goHome}>回今天要办</MainButton>}>
    <Nothing
      title={`已发给 ${counted(units)} 个单位`}
      words='谁没有交，在汇总里看。'
      act={<Seal />}
    />
  </Screen>
)
