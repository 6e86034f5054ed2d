import { Image, Input, Picker, Text, Textarea, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import type {
  AreaProps,
  BoxProps,
  DayProps,
  LineProps,
  PictureProps,
  TapProps,
} from './atoms.types'

/** In DingTalk: its own components. */
export const Box = ({ className, id, children }: BoxProps) => (
  <View className={className} id={id}>
    {children}
  </View>
)
export const Words = ({ className, id, children }: BoxProps) => (
  <Text className={className} id={id}>
    {children}
  </Text>
)
export const Tap = ({ className, id, label, disabled, onTap, children }: TapProps) => (
  <View
    className={className}
    id={id}
    ariaLabel={label}
    ariaRole='button'
    onClick={() => {
      if (!disabled) onTap?.()
    }}
  >
    {children}
  </View>
)
export const Line = ({ className, id, value, number, most, hint, onChange }: LineProps) => (
  <Input
    className={className}
    id={id}
    value={value}
    type={number ? 'digit' : 'text'}
    maxlength={most ?? 200}
    placeholder={hint}
    onInput={(event) => onChange(event.detail.value)}
  />
)
export const Area = ({ className, id, value, most, hint, onChange }: AreaProps) => (
  <Textarea
    className={className}
    id={id}
    value={value}
    maxlength={most ?? 200}
    placeholder={hint}
    autoHeight
    onInput={(event) => onChange(event.detail.value)}
  />
)
export const Day = ({ className, id, value, from, to, onChange }: DayProps) => (
  <Picker
    mode='date'
    value={value ?? from ?? ''}
    start={from ?? '2020-01-01'}
    end={to ?? '2040-12-31'}
    onChange={(event) => onChange(String(event.detail.value))}
  >
    <View className={className} id={id}>
      {value ?? '选日期'}
    </View>
  </Picker>
)
export const Picture = ({ className, src }: PictureProps) => (
  <Image className={className} src={src} mode='aspectFill' />
)
export const scrollTo = (id: string) => void Taro.pageScrollTo({ selector: `#${id}`, duration: 0 })
/** DingTalk draws the title bar. */
export const inFrame = false
