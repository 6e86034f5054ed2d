import { momentWords } from '../../../../shared/time'
import { isUnsent, stateWords } from '../../lib/jobs'
import { Box, Tap } from '../../parts/atoms'
import { useOutbox } from '../../parts/look'
import { RowWords, Sub } from '../../parts/row'
import { Nothing, Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'

/** 我做过的: what this phone has sent, what it still has to send, and why something did not go. */
export default function SentPage() {
  const jobs = [...useOutbox()].reverse()
  const waiting = jobs.some(isUnsent)
  return (
    <Screen
      title='我做过的'
      foot={
        waiting && (
          <Tap className='btn main' onTap={() => void phone.outbox.flush()}>
            现在上传
          </Tap>
        )
      }
    >
      {jobs.length > 0 && (
        <Box className='paper'>
          {jobs.map((job) => (
            <Box key={job.id} className='row'>
              <RowWords title={job.title}>
                <Sub miss={job.state === 'refused'}>{stateWords(job)}</Sub>
              </RowWords>
              <Box className='muted'>{momentWords(new Date(job.at), phone.now())}</Box>
            </Box>
          ))}
        </Box>
      )}
      {!jobs.length && (
        <Nothing title='这部手机上还没有做过' words='确认的预警、交的清单，都会记在这里。' />
      )}
    </Screen>
  )
}
