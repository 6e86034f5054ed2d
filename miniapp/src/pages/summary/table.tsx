import type { SummaryRow } from '../../../../shared/checklist'
import { Box, Tap, Words } from '../../parts/atoms'
import { RowWords, Sub } from '../../parts/row'

export const owedOf = ({ due, overdue, missed }: SummaryRow) => due + overdue + missed

const columns = ['应交', '已交', '迟交', '未到期', '过期', '漏交', '还差']

type Props = { rows: readonly SummaryRow[]; open: (row: SummaryRow) => void }

/** A table on a desktop, a list on a phone. */
export const Table = ({ rows, open }: Props) => (
  <Box className='paper table'>
    {rows.length > 0 && <Head />}
    {rows.map((row) => (
      <Row key={row.unitPath} row={row} onTap={() => open(row)} />
    ))}
  </Box>
)

const Head = () => (
  <Box className='table-head grid summary-grid'>
    <Words>单位</Words>
    {columns.map((column) => (
      <Words key={column} className='grid-number'>
        {column}
      </Words>
    ))}
  </Box>
)

function Row({ row, onTap }: { row: SummaryRow; onTap: () => void }) {
  const { name, total, done, late, due, overdue, missed, returned } = row
  return (
    <Tap className='row summary-grid' onTap={onTap}>
      <RowWords title={name}>
        <Box className='phone-only'>
          <Sub>
            应交 {total}，已交 {done}
            {late > 0 && `（迟交 ${late}）`}
            {returned > 0 && `，退回 ${returned}`}
          </Sub>
        </Box>
      </RowWords>
      {[total, done, late, due, overdue, missed].map((value, index) => (
        <Box key={index} className='desk grid-number'>
          {value}
        </Box>
      ))}
      <Box className='row-end'>
        <Owed row={row} />
      </Box>
    </Tap>
  )
}

function Owed({ row }: { row: SummaryRow }) {
  const owed = owedOf(row)
  if (!owed) return <Words className='all'>都交了</Words>
  const isLate = row.overdue + row.missed > 0
  return <Words className={isLate ? 'lack' : 'strong'}>还差 {owed} 项</Words>
}
