import type { WarningView } from '../../../../shared/warning'
import type { Job } from '../../lib/jobs'
import { titled } from '../../lib/words'
import { Tap } from '../../parts/atoms'
import { Stamp } from '../../parts/stamp'
import { phone } from '../../platform/phone'

/**
 * The one button, or in its place the stamp of what was answered, by another way or by this phone.
 */
export function footOf(warning: WarningView, answered: Job | undefined) {
  const { drill, mine, open } = warning
  if (mine?.acknowledgedAt) {
    return <Confirmed at={mine.acknowledgedAt} by={mine.by} drill={drill} />
  }
  if (answered && answered.state !== 'refused') return <Answered job={answered} drill={drill} />
  return mine && open ? <Receive warning={warning} /> : null
}

type ConfirmedProps = { at: Date; by: string | null; drill: boolean }
const Confirmed = ({ at, by, drill }: ConfirmedProps) => (
  <Stamp high words={by ? `${by} 代确认` : '已确认'} at={at} waiting={false} drill={drill} />
)

const Answered = ({ job, drill }: { job: Job; drill: boolean }) => (
  <Stamp high words='已确认' at={new Date(job.at)} waiting={job.state !== 'sent'} drill={drill} />
)

function Receive({ warning }: { warning: WarningView }) {
  const { id, drill } = warning
  const confirm = () => void phone.queue('warnings.acknowledge', { warningId: id }, titled(warning))
  return (
    <Tap className={drill ? 'btn main high drill' : 'btn main high'} onTap={confirm}>
      {drill ? '演练：收到' : '收到'}
    </Tap>
  )
}
