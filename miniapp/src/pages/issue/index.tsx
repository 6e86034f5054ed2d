import { useState } from 'react'
import type { Color } from '../../../../shared/vocabulary'
import type { Preflight, WarningDraft } from '../../../../shared/warning'
import { Box, Line, Area, Tap, Words } from '../../parts/atoms'
import { Choosing } from '../../parts/choosing'
import { Pick } from '../../parts/controls'
import { placeAndName, unitFor, writers } from '../../parts/doors'
import { goHome } from '../../parts/go'
import { useDeed, useLook } from '../../parts/look'
import { Plate } from '../../parts/plate'
import { Reach } from '../../parts/reach'
import { Nothing, Screen } from '../../parts/screen'
import { Units } from '../../parts/units'
import { phone } from '../../platform/phone'

type Paper = { drill: boolean; hazard: string | null; color: Color | null; units: string[]; todo: string; deadline: string; text: string }
const blank: Paper = { drill: false, hazard: null, color: null, units: [], todo: '', deadline: '', text: '' }
const colors = { blue: '蓝', yellow: '黄', orange: '橙', red: '红' } as const
const titleOf = ({ drill, hazard, color }: Paper) => `${drill ? '【演练】' : ''}${CHOICES.hazards.find((it) => it.name === hazard)?.title ?? ''}${color ? colors[color] : ''}色预警`

/** 发布预警 in three steps: which and where, in which words, 核对. It goes to those who may approve. */
export default function IssuePage() {
  const look = useLook('issue', (client) => client.session.me({})), [step, setStep] = useState(1), [paper, setPaper] = useState<Paper>(blank)
  const [sent, setSent] = useState<{ id: string; reach: Preflight } | null>(null), deed = useDeed()
  const unit = look.value && unitFor(look.value, writers), change = (part: Partial<Paper>) => { setSent(null); setPaper({ ...paper, ...part }) }
  if (look.value && !unit) return <Screen title='发布预警'><Nothing title='这一页给值班员和应急办用' words='您的岗位不发布预警。发现险情，请打值班电话。' /></Screen>
  const first = paper.hazard && paper.color && paper.units.length, second = paper.todo.trim()
  const toWords = () => { if (!paper.todo) change({ todo: CHOICES.hazards.find((it) => it.name === paper.hazard)?.todo[paper.color!] ?? '' }); setStep(2) }
  const draft = () => void deed.run(async () => {
    const input: WarningDraft = {
      kind: 'live', hazard: paper.hazard!, color: paper.color!, drill: paper.drill, todo: paper.todo.trim(), deadline: paper.deadline.trim(), text: paper.text.trim(),
      audience: { units: paper.units, posts: CHOICES.audience[paper.color!] }, validUntil: null, unitPath: unit!.unitPath, replaces: null,
    }
    const { id } = await phone.client.warnings.draft(input)
    setSent({ id, reach: await phone.client.warnings.preflight({ warningId: id }) })
  })
  const foot = step === 1 ? <Tap className={first ? 'btn main' : 'btn main no'} disabled={!first} onTap={toWords}>下一步，写要做什么</Tap>
    : step === 2 ? <><Tap className='btn side tall' onTap={() => setStep(1)}>改范围</Tap><Tap className={second ? 'btn main' : 'btn main no'} disabled={!second} onTap={() => setStep(3)}>下一步，核对</Tap></>
      : sent ? <Tap className='btn main' onTap={goHome}>回今天要办</Tap>
        : <><Tap className='btn side tall' onTap={() => setStep(2)}>改内容</Tap><Tap className={`btn main${paper.drill ? ' drill' : ''}`} id='draft' disabled={deed.busy} onTap={draft}>交人批准</Tap></>
  return (
    <Screen title={`发布预警：${['选', '写', '核对'][step - 1]}`} side={`第 ${step} 步，共 3 步`} look={look} drill={paper.drill} problem={deed.problem} foot={foot}
      head={step > 1 && <Box className={`hero ${paper.drill ? 'drill' : paper.color ?? ''}`}><Plate title={titleOf(paper)} drill={paper.drill} /><Box className='hero-main'><Box className='hero-title'>{titleOf(paper)}</Box><Box>{look.value ? placeAndName(look.value) : ''}</Box></Box></Box>}>
      {step === 1 && unit && <First paper={paper} change={change} unitPath={unit.unitPath} />}
      {step === 2 && <Second paper={paper} change={change} />}
      {step === 3 && <Third paper={paper} sent={sent} />}
    </Screen>
  )
}

/** 实战 or 演练 is asked first, and colours all three steps. */
const First = ({ paper, change, unitPath }: { paper: Paper; change: (part: Partial<Paper>) => void; unitPath: string }) => (
  <>
    <Box className='paper pad pairs'><Box className='field-label'>是实战还是演练？</Box><Box className='two'><Pick id='real' on={!paper.drill} onTap={() => change({ drill: false })}>实战</Pick><Pick id='drill' on={paper.drill} onTap={() => change({ drill: true })}>演练</Pick></Box></Box>
    <Box className='paper pad'><Choosing label='什么灾' options={CHOICES.hazards} value={paper.hazard} set={(hazard) => change({ hazard, todo: '' })} /></Box>
    <Box className='paper pad pairs'><Box className='field-label'>什么颜色</Box>{(Object.keys(colors) as Color[]).map((color) => <Pick key={color} id={`color-${color}`} on={paper.color === color} onTap={() => change({ color, todo: '' })}>{colors[color]}色</Pick>)}</Box>
    <Box className='paper pad pairs'><Box className='field-label'>发给哪里</Box><Units unitPath={unitPath} value={paper.units} set={(units) => change({ units })} /></Box>
  </>
)

const Second = ({ paper, change }: { paper: Paper; change: (part: Partial<Paper>) => void }) => (
  <Box className='paper'>
    <Box className='field'><Box className='field-label'>要做什么</Box><Box className='field-help'>一句话，60 字以内</Box><Area className='input' id='todo' label='要做什么' value={paper.todo} most={60} lines={3} onChange={(todo) => change({ todo })} /></Box>
    <Box className='field'><Box className='field-label'>什么时候以前<Words className='muted'>　可不填</Words></Box><Line className='input' id='deadline' label='什么时候以前' value={paper.deadline} most={30} hint='今天 18:00 前' onChange={(deadline) => change({ deadline })} /></Box>
    <Box className='field'><Box className='field-label'>全文<Words className='muted'>　可不填</Words></Box><Area className='input' id='text' label='全文' value={paper.text} most={1000} lines={4} onChange={(text) => change({ text })} /></Box>
  </Box>
)

function Third({ paper, sent }: { paper: Paper; sent: { reach: Preflight } | null }) {
  return (
    <>
      <Box className='paper pad pairs'><Box className='say'>{paper.todo}</Box>{paper.deadline && <Box className='strong'>{paper.deadline}</Box>}</Box>
      {sent ? <><Box className='stamp'><Box className='icon icon-tick' />已交，等批准</Box><Reach reach={sent.reach} /></> : <Box className='muted'>交上去以后，先算发给多少人。别人批准了才发。</Box>}
    </>
  )
}
