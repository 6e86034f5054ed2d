import type { Job } from '../lib/outbox'
import { phone } from '../platform/phone'
import { Box, Tap, Words } from './atoms'
import { go } from './go'

/** What the service refused stays on top until a human has decided. */
export const Unsent = ({ jobs }: { jobs: readonly Job[] }) => (
  <>
    {jobs
      .filter((job) => job.state === 'refused')
      .map((job) => (
        <Box key={job.id} className='note' role='alert'>
          <Words className='note-title'>1 条没有传上去：{job.title}</Words>
          <Box>{job.why}。您填的还在手机里，没有丢。</Box>
          <Box className='task-act pairing'>
            {job.operation === 'checklists.submit' ? (
              <Tap className='btn main' onTap={() => go('fill', refOf(job))}>
                {job.code === 'checklist.conflict' ? '看两份，选一份' : '去改一改'}
              </Tap>
            ) : (
              <Tap className='btn side tall' onTap={() => phone.outbox.drop(job.id)}>
                知道了
              </Tap>
            )}
          </Box>
        </Box>
      ))}
  </>
)
const refOf = ({ input }: Job) => {
  const { checklistId, item } = input as { checklistId: string; item: string }
  return { checklistId, item }
}
