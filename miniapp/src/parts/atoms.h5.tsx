import type {
  AreaProps,
  BoxProps,
  DayProps,
  LineProps,
  PictureProps,
  TapProps,
} from './atoms.types'

/** In a browser: plain elements, so that keyboards and screen readers know what they are. */
export const Box = ({ className, id, role, children }: BoxProps) => (
  <div className={className} id={id} role={role}>
    {children}
  </div>
)
export const Words = ({ className, id, children }: BoxProps) => (
  <span className={className} id={id}>
    {children}
  </span>
)
export const Tap = ({ className, id, label, pressed, disabled, onTap, children }: TapProps) => (
  <button
    type='button'
    className={className}
    id={id}
    aria-label={label}
    aria-pressed={pressed}
    disabled={disabled}
    onClick={onTap}
  >
    {children}
  </button>
)
export const Line = ({ className, id, label, value, number, most, hint, onChange }: LineProps) => (
  <input
    className={className}
    id={id}
    aria-label={label}
    value={value}
    inputMode={number ? 'decimal' : undefined}
    maxLength={most}
    placeholder={hint}
    autoComplete='off'
    onChange={(event) => onChange(event.target.value)}
  />
)
export const Area = ({ className, id, label, value, most, lines, hint, onChange }: AreaProps) => (
  <textarea
    className={className}
    id={id}
    aria-label={label}
    value={value}
    maxLength={most}
    rows={lines}
    placeholder={hint}
    onChange={(event) => onChange(event.target.value)}
  />
)
export const Day = ({ className, id, label, value, from, to, onChange }: DayProps) => (
  <input
    type='date'
    className={className}
    id={id}
    aria-label={label}
    value={value ?? ''}
    min={from}
    max={to}
    onChange={(event) => onChange(event.target.value)}
  />
)
export const Picture = ({ className, src, label }: PictureProps) => (
  <img className={className} src={src} alt={label} />
)
export const scrollTo = (id: string) =>
  document.getElementById(id)?.scrollIntoView({ block: 'center' })
export const inFrame = true
