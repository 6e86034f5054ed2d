import type { ItemForm } from '../../../../shared/checklist'
import { dateWords, timeOf } from '../../../../shared/time'
import type { Job } from '../../lib/jobs'
import { MainButton } from '../../parts/buttons'
import { goHome, goOn } from '../../parts/go'
import { useLists } from '../../parts/lists'
import { Nothing, Screen } from '../../parts/screen'
import { Seal } from '../../parts/seal'

/** After 交上去: when it was handed in, and the next one. */
export function Handed({ form, job }: { form: ItemForm; job: Job }) {
  const lists = useLists()
  const at = new Date(job.at)
  return (
    <Screen title={form.title} side={form.unitName} foot={footOf(lists)}>
      <Nothing
        title={`已交 ${dateWords(at)} ${timeOf(at)}${job.state === 'waiting' ? ' · 待传' : ''}`}
        words={afterWords(job)}
        act={<Seal />}
      />
    </Screen>
  )
}
function afterWords({ state, photos }: Job): string {
  if (state === 'waiting') return '记在手机里，有网自动上传'
  if (state === 'photos') return `文字已传，${photos.length} 张照片正在传`
  return '上级会看。退回会说哪一题、为什么。'
}

/** Nothing until it is known whether anything is owed. */
function footOf({ look, next }: ReturnType<typeof useLists>) {
  if (next) {
    const { checklistId, item, title } = next
    return (
      <MainButton id='next' onTap={() => goOn('fill', { checklistId, item })}>
        填下一项：{title}
      </MainButton>
    )
  }
  const isKnown = look.value !== null || look.offline || look.problem !== null
  if (!isKnown) return null
  return (
    <MainButton id='next' onTap={goHome}>
      回今天要办
    </MainButton>
  )
}
