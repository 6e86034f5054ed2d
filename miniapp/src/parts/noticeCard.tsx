import type { Color } from '../../../shared/vocabulary'
import { Box, Words } from './atoms'
import { Plate } from './plate'

export type CardLine = { label: string; text: string; strong?: boolean | undefined }

/** The card as it will stand in the chat, its button dead. */
export const NoticeCard = ({
  title,
  issuer,
  color,
  drill,
  lines,
}: {
  title: string
  issuer: string
  color: Color
  drill: boolean
  lines: readonly CardLine[]
}) => (
  <Box className={`card ${drill ? 'drill' : color}`}>
    {drill && <Box className='rim' />}
    <Box className='card-head'>
      <Plate title={title} drill={drill} />
      <Box>
        <Box className='card-kicker'>{issuer}</Box>
        <Box className='card-title'>{title}</Box>
      </Box>
    </Box>
    <Box className='card-lines'>
      {lines.map(({ label, text, strong }, index) => (
        <Box key={index} className='card-line'>
          <Words className='card-label'>{label}</Words>
          <Words className={strong ? 'strong' : ''}>{text}</Words>
        </Box>
      ))}
    </Box>
    <Box className='card-act'>
      <Box className='btn main no'>{drill ? '演练：收到' : '收到'}</Box>
    </Box>
  </Box>
)
