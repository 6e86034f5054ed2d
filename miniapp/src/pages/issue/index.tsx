import { useState } from 'react'
import { writers } from '../../../../shared/vocabulary'
import type { Choices } from '../../../../shared/warning'
import { unitFor, type Me } from '../../parts/doors'
import { useDeed, useLook, type Look } from '../../parts/look'
import { usePaper } from '../../parts/paper'
import { Nothing, Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'
import { Checked } from './checked'
import { frameOf, type Step } from './frame'
import { blank, draftOf, postsOf, titleOf, usualTodo } from './paper'
import { Sent } from './sent'
import { Where } from './where'
import { Wording } from './wording'

/** 发布预警 in three steps: which and where, in which words, 核对. */
export default function IssuePage() {
  const look = useLook('issue', async (client) => {
    const me = await client.session.me({})
    return { me, choices: unitFor(me, writers) ? await client.warnings.choices({}) : null }
  })
  if (!look.value) return <Screen title='发布预警' look={look} />
  const { me, choices } = look.value
  const unit = unitFor(me, writers)
  if (!unit || !choices) return <NotTheirs />
  return <Writing me={me} unitPath={unit.unitPath} choices={choices} look={look} />
}

const NotTheirs = () => (
  <Screen title='发布预警'>
    <Nothing
      title='这一页给值班员和应急办用'
      words='您的岗位不发布预警。发现险情，请打值班电话。'
    />
  </Screen>
)

type Props = { me: Me; unitPath: string; choices: Choices; look: Look<unknown> }

/** Nothing is written down before the third step, and going back keeps everything. */
function Writing({ me, unitPath, choices, look }: Props) {
  const { paper, change, drop } = usePaper('paper', blank)
  const [step, setStep] = useState<Step>(1)
  const [checkedAt, setCheckedAt] = useState(phone.now)
  const [sent, setSent] = useState<{ warningId: string; to: string[] } | null>(null)
  const deed = useDeed()
  if (sent) return <Sent warningId={sent.warningId} to={sent.to} />

  const posts = postsOf(paper, choices)
  const title = titleOf(paper, choices)
  const draft = draftOf(paper, posts, unitPath, checkedAt)
  const frame = frameOf({ step, paper, title, me, look, problem: deed.problem })

  function toWording() {
    if (!paper.todo) change({ todo: usualTodo(paper, choices) })
    setStep(2)
  }
  function toChecked() {
    setCheckedAt(phone.now())
    setStep(3)
  }
  async function handOver(to: string[]) {
    const { id } = await phone.client.warnings.draft(draft)
    setSent({ warningId: id, to })
    drop()
  }

  switch (step) {
    case 1: {
      const target = { unitPath, choices, posts }
      return <Where frame={frame} paper={paper} change={change} target={target} next={toWording} />
    }
    case 2:
      return (
        <Wording
          frame={frame}
          paper={paper}
          change={change}
          back={() => setStep(1)}
          next={toChecked}
        />
      )
    case 3:
      return (
        <Checked
          frame={frame}
          title={title}
          draft={draft}
          busy={deed.busy}
          back={() => setStep(2)}
          send={(to) => void deed.run(() => handOver(to))}
        />
      )
  }
}
