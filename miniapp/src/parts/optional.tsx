import { Words } from './atoms'

/** A space as wide as a sign, which sets it off from the label before it. */
const wideSpace = '\u3000'

/** Behind the label of a question that may stay empty. */
export const Optional = () => <Words className='muted'>{`${wideSpace}可不填`}</Words>
