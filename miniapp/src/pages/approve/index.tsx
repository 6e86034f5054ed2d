import { useRouter } from '@tarojs/taro'
import { momentWords } from '../../../../shared/time'
import type { WarningView } from '../../../../shared/warning'
import { counted, titled, untilWords } from '../../lib/words'
import { Box } from '../../parts/atoms'
import { Hero } from '../../parts/hero'
import { NoticeCard } from '../../parts/noticeCard'
import { Pair } from '../../parts/pair'
import { Reach } from '../../parts/reach'
import { Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'
import { useApproval, useDeciding, type Approval } from './approval'
import { Matter, footOf } from './states'

/** 批准预警: the card as it will be seen, whom it reaches, who wrote it, and one button. */
export default function ApprovePage() {
  const { warningId = '' } = useRouter().params
  const look = useApproval(warningId)
  const deciding = useDeciding(warningId, look.again)
  if (!look.value) return <Screen title='请您批准' look={look} />
  const { warning, mine } = look.value
  return (
    <Screen
      title={mine ? '等人批准' : '请您批准'}
      side={`${warning.writer} ${momentWords(warning.draftedAt, phone.now())}`}
      look={look}
      drill={warning.drill}
      problem={deciding.problem}
      foot={footOf(look.value, deciding)}
      head={<Head approval={look.value} />}
    >
      <Matter approval={look.value} deciding={deciding} />
      <Content approval={look.value} />
    </Screen>
  )
}

const Head = ({ approval: { warning, reach } }: { approval: Approval }) => (
  <Hero title={titled(warning)} tone={warning.color} drill={warning.drill}>
    <Box>
      发给 {warning.area}
      {reach && `，${counted(reach.people)} 人`}
    </Box>
  </Hero>
)

/** What is decided about: the card as it will be seen, and whom it reaches. */
const Content = ({ approval: { warning, reach } }: { approval: Approval }) => (
  <>
    <Box className='section'>他们会看到</Box>
    <NoticeCard
      title={titled(warning)}
      issuer={warning.issuer}
      color={warning.color}
      drill={warning.drill}
      lines={warning.lines}
    />
    <Facts warning={warning} />
    {warning.text && <Box className='paper pad'>{warning.text}</Box>}
    {reach && <Reach reach={reach} />}
  </>
)

const Facts = ({ warning }: { warning: WarningView }) => (
  <Box className='paper pad pairs'>
    {warning.writer && <Pair name='谁写的'>{warning.writer}</Pair>}
    {warning.approver && <Pair name='谁批准的'>{warning.approver}</Pair>}
    {warning.area && <Pair name='发给哪里'>{warning.area}</Pair>}
    {warning.posts.length > 0 && <Pair name='发给谁'>{postWords(warning.posts)}</Pair>}
    <Pair name='管到'>{untilWords(warning.validUntil, phone.now())}</Pair>
  </Box>
)
const postWords = (posts: readonly string[]) =>
  posts.length > 3 ? `${posts.slice(0, 3).join('、')}等 ${posts.length} 种岗位` : posts.join('、')
