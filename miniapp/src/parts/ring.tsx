import { useState } from 'react'
import { phone } from '../platform/phone'
import { Box, Tap } from './atoms'
import { useDeed } from './look'

/** A phone, masked until somebody taps for one `reason`; it is dialled, and who looked is kept. */
export function Ring({
  personId,
  reason,
  main = false,
  rung,
}: {
  personId: string
  reason: string
  main?: boolean
  rung?: () => void
}) {
  const deed = useDeed()
  const [number, setNumber] = useState<string | null>(null)
  const call = () =>
    void deed.run(async () => {
      const { phone: found } = await phone.client.org.phone({ personId, reason })
      if (!found) throw new Error('没有登记电话，请找村里转告')
      setNumber(found)
      rung?.()
      phone.bridge.dial(found)
    })
  const dial = () => {
    if (number) phone.bridge.dial(number)
  }
  return (
    <>
      <Tap
        className={main && !number ? 'btn main' : 'btn side tall'}
        disabled={deed.busy}
        onTap={number ? dial : call}
      >
        <Box className='icon icon-phone' />
        {number ?? '打电话'}
      </Tap>
      {deed.problem && <Box className='field-wrong'>{deed.problem}</Box>}
    </>
  )
}
