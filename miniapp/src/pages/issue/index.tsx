import { useState } from 'react'
import { Box, Tap } from '../../parts/atoms'
import { placeAndName, unitFor, writers } from '../../parts/doors'
import { goHome, goOn } from '../../parts/go'
import { useDeed, useLook } from '../../parts/look'
import { usePaper } from '../../parts/paper'
import { Plate } from '../../parts/plate'
import { Nothing, Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'
import { Checked } from './checked'
import { blank, draftOf, postsOf, titleOf, usualTodo } from './paper'
import { Where } from './where'
import { Wording } from './wording'

const names = ['选', '写', '核对']

/** 发布预警 in three steps: which and where, in which words, 核对. Nothing is written down before the third, and going back keeps everything. */
export default function IssuePage() {
  const look = useLook('issue', async (client) => {
    const me = await client.session.me({})
    return { me, choices: unitFor(me, writers) ? await client.warnings.choices({}) : null }
  })
  const { paper, change, drop } = usePaper('paper', blank)
  const [step, setStep] = useState(1)
  const [checkedAt, setCheckedAt] = useState(phone.now)
  const [sent, setSent] = useState<{ id: string; to: string[] } | null>(null)
  const deed = useDeed()
  if (!look.value) return <Screen title='发布预警' look={look} />
  const { me, choices } = look.value
  const unit = unitFor(me, writers)
  if (!unit || !choices) {
    return (
      <Screen title='发布预警'>
        <Nothing
          title='这一页给值班员和应急办用'
          words='您的岗位不发布预警。发现险情，请打值班电话。'
        />
      </Screen>
    )
  }
  if (sent) return <Sent to={sent.to} id={sent.id} />
  const posts = postsOf(paper, choices)
  const title = titleOf(paper, choices)
  const chosen = Boolean(paper.hazard && paper.color && paper.units.length && posts.length)
  const worded = Boolean(paper.todo.trim())
  const toWords = () => {
    if (!paper.todo) change({ todo: usualTodo(paper, choices) })
    setStep(2)
  }
  const written = draftOf(paper, posts, unit.unitPath, checkedAt)
  const draft = (to: string[]) =>
    void deed.run(async () => {
      setSent({ id: (await phone.client.warnings.draft(written)).id, to })
      drop()
    })
  const frame = {
    title: `发布预警：${names[step - 1]!}`,
    side: `第 ${step} 步，共 3 步`,
    look,
    drill: paper.drill,
    problem: deed.problem,
    head: step > 1 && (
      <Box className={`hero ${paper.drill ? 'drill' : (paper.color ?? '')}`}>
        <Plate title={title} drill={paper.drill} />
        <Box className='hero-main'>
          <Box className='hero-title'>{title}</Box>
          <Box>{placeAndName(me)}</Box>
        </Box>
      </Box>
    ),
  }
  if (step === 1) {
    return (
      <Screen
        {...frame}
        foot={
          <Tap className={chosen ? 'btn main' : 'btn main no'} disabled={!chosen} onTap={toWords}>
            下一步，写要做什么
          </Tap>
        }
      >
        <Where paper={paper} change={change} unitPath={unit.unitPath} choices={choices} />
        {paper !== blank && (
          <Tap className='btn word' onTap={() => change(blank)}>
            全部重新选
          </Tap>
        )}
      </Screen>
    )
  }
  if (step === 2) {
    return (
      <Screen
        {...frame}
        foot={
          <>
            <Tap className='btn side tall' onTap={() => setStep(1)}>
              改范围
            </Tap>
            <Tap
              className={worded ? 'btn main' : 'btn main no'}
              disabled={!worded}
              onTap={() => {
                setCheckedAt(phone.now())
                setStep(3)
              }}
            >
              下一步，核对
            </Tap>
          </>
        }
      >
        <Wording paper={paper} change={change} />
      </Screen>
    )
  }
  return (
    <Checked
      frame={frame}
      title={title}
      draft={written}
      busy={deed.busy}
      back={() => setStep(2)}
      send={draft}
    />
  )
}

const Sent = ({ id, to }: { id: string; to: string[] }) => (
  <Screen
    title='发布预警'
    foot={
      <>
        <Tap className='btn side tall' onTap={() => goOn('approve', { warningId: id })}>
          看这一条
        </Tap>
        <Tap className='btn main' onTap={goHome}>
          回今天要办
        </Tap>
      </>
    }
  >
    <Nothing
      title={to.length ? `已交 ${to.join('、')} 批准` : '已写好，还没有人批准'}
      words={
        to.length
          ? '批准以后马上发。退回会告诉您为什么。'
          : '名单里没有能批准的人，请找上级值班室。'
      }
      act={
        <Box className='seal'>
          <Box className='icon icon-tick' />
        </Box>
      }
    />
  </Screen>
)
