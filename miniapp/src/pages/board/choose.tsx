import { momentWords } from '../../../../shared/time'
import { desks } from '../../../../shared/vocabulary'
import type { warningOperations } from '../../../../shared/warningOperations'
import type { Reply } from '../../../../shared/operation'
import type { Asking } from '../../lib/phone'
import { titled } from '../../lib/words'
import { Box, Tap } from '../../parts/atoms'
import { unitFor } from '../../parts/doors'
import { go } from '../../parts/go'
import { Icon } from '../../parts/icon'
import { useLook } from '../../parts/look'
import { Plate } from '../../parts/plate'
import { RowWords, Sub } from '../../parts/row'
import { Nothing, Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'

type Listed = Reply<typeof warningOperations.list>[number]
const states: Record<Listed['state'], string> = {
  draft: '等批准',
  approved: '正在发',
  sent: '已发出',
  refused: '已退回',
  lifted: '已解除',
}

/** Which warnings there are, the real ones first. */
export function Choose() {
  const look = useLook('warnings', listAll)
  const isEmpty = look.value?.length === 0
  return (
    <Screen title='回执' look={look}>
      <Box className='paper'>
        {look.value?.map((warning) => (
          <Row key={warning.id} warning={warning} />
        ))}
      </Box>
      {isEmpty && <Nothing title='还没有发过预警' words='发出以后，谁没确认在这里看。' />}
    </Screen>
  )
}
async function listAll(client: Asking): Promise<Listed[]> {
  const unit = unitFor(await client.session.me({}), desks)
  if (!unit) return []
  const { unitPath } = unit
  const real = await client.warnings.list({ unitPath, drill: false })
  const drills = await client.warnings.list({ unitPath, drill: true })
  return [...real, ...drills]
}

/** One that is out opens its board, another one the page where it is decided. */
const Row = ({ warning }: { warning: Listed }) => (
  <Tap
    className='row'
    onTap={() => go(warning.sentAt ? 'board' : 'approve', { warningId: warning.id })}
  >
    <Plate title={titled(warning)} drill={warning.drill} />
    <RowWords title={titled(warning)}>
      <Sub>
        {warning.issuer} {momentWords(warning.sentAt ?? warning.draftedAt, phone.now())}，
        {states[warning.state]}
      </Sub>
    </RowWords>
    <Icon name='go' />
  </Tap>
)
