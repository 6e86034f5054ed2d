import { useState } from 'react'
import type { Place } from '../platform/bridge'
import { phone } from '../platform/phone'
import { Box, Tap, Words } from './atoms'

/** Where the person stands, only when asked. */
export function PlaceControl({
  id,
  value,
  set,
}: {
  id: string
  value: Place | undefined
  set: (value: Place) => void
}) {
  const [problem, setProblem] = useState(false)
  const find = () =>
    phone.bridge.place().then(
      (place) => {
        setProblem(false)
        set(place)
      },
      () => setProblem(true),
    )
  return (
    <>
      {value && (
        <Box className='well'>
          经度 {value.longitude.toFixed(5)}，纬度 {value.latitude.toFixed(5)}
        </Box>
      )}
      <Tap className='btn side tall' id={id} onTap={() => void find()}>
        {value ? '重新取位置' : '取现在的位置'}
      </Tap>
      {problem && (
        <Words className='field-wrong'>没有取到位置。打开手机的定位，到室外再按一次</Words>
      )}
    </>
  )
}
