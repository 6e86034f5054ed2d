import { useEffect, useRef, useState, type PointerEvent } from 'react'
import { phone } from '../platform/phone'
import { keepDrawing } from '../platform/photos.h5'
import { sentence } from '../lib/refused'
import { Box, Tap, Words } from './atoms'
import type { SignatureProps } from './atoms.types'
import { Photo } from './photos'

const inkWidth = 3

/** In a browser a signature is drawn with the finger; it is kept and sent like a photo. */
export function SignatureControl({ label, id, value, set }: SignatureProps) {
  if (!value) return <Pad label={label} id={id} set={set} />
  return (
    <Box className='photos'>
      <Box className='photo signed'>
        <Photo id={value} label={label} />
      </Box>
      <Tap
        className='btn side tall'
        id={`${id}-again`}
        onTap={() => {
          void phone.bridge.photos.forget(value)
          set(null)
        }}
      >
        重新签
      </Tap>
    </Box>
  )
}

/** Dark ink on white in either theme: it is looked at on other screens, and printed. */
function Pad({ label, id, set }: Omit<SignatureProps, 'value'>) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [drawn, setDrawn] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const pen = () => canvas.current!.getContext('2d')!
  const clear = () => {
    const { width, height } = canvas.current!
    pen().fillStyle = '#FFFFFF'
    pen().fillRect(0, 0, width, height)
    setDrawn(false)
  }
  useEffect(() => {
    const { clientWidth, clientHeight } = canvas.current!
    const scale = Math.min(2, window.devicePixelRatio)
    Object.assign(canvas.current!, { width: clientWidth * scale, height: clientHeight * scale })
    clear()
    pen().scale(scale, scale)
    Object.assign(pen(), {
      strokeStyle: '#14202E',
      lineWidth: inkWidth,
      lineCap: 'round',
      lineJoin: 'round',
    })
  }, [])
  const at = ({ nativeEvent: { offsetX, offsetY } }: PointerEvent) => [offsetX, offsetY] as const
  const begin = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    pen().beginPath()
    pen().moveTo(...at(event))
  }
  const move = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    pen().lineTo(...at(event))
    pen().stroke()
    setDrawn(true)
  }
  const keep = () =>
    void keepDrawing(canvas.current!).then(set, (error: unknown) => setProblem(sentence(error)))
  return (
    <>
      <Words className='field-help'>用手指在框里签名</Words>
      <canvas
        ref={canvas}
        id={id}
        className='pad-canvas'
        aria-label={`${label}，用手指签名`}
        onPointerDown={begin}
        onPointerMove={move}
      />
      <Box className='acts'>
        {drawn && (
          <Tap className='btn side tall' onTap={clear}>
            擦掉
          </Tap>
        )}
        <Tap
          className={drawn ? 'btn side tall grow' : 'btn side tall grow no'}
          id={`${id}-keep`}
          disabled={!drawn}
          onTap={keep}
        >
          签好了
        </Tap>
      </Box>
      {problem && <Words className='field-wrong'>{problem}</Words>}
    </>
  )
}
