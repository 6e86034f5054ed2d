import type { Job } from '../lib/jobs'
import { phone } from '../platform/phone'
import { Box, Words } from './atoms'
import { MainButton, SideButton } from './buttons'
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
            <WayOut job={job} />
          </Box>
        </Box>
      ))}
  </>
)

/** What was filled in is mended; anything else is only seen. */
function WayOut({ job }: { job: Job }) {
  if (job.operation !== 'checklists.submit') {
    return <SideButton onTap={() => phone.outbox.drop(job.id)}>知道了</SideButton>
  }
  return (
    <MainButton onTap={() => go('fill', refOf(job))}>
      {job.code === 'checklist.conflict' ? '看两份，选一份' : '去改一改'}
    </MainButton>
  )
}
const refOf = ({ input }: Job) => {
  const { checklistId, item } = input as { checklistId: string; item: string }
  return { checklistId, item }
}
