const MS_PER_SECOND = 1000
const SECONDS_PER_MINUTE = 60
const MINUTES_PER_HOUR = 60

/** A time as on a clock: `3:07`, `1:02:09`. */
export function clockTime(ms: number): string {
  const { hours, minutes, seconds } = partsOf(ms)
  const padded = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${padded(minutes)}:${padded(seconds)}` : `${minutes}:${padded(seconds)}`
}

/** A moment as a clock on the wall shows it: `16:52`. @param ms epoch */
export function wallTime(ms: number): string {
  return new Date(ms).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
}

/** A time as it is spoken: `3 minutes 7 seconds`. */
export function spokenTime(ms: number): string {
  const { hours, minutes, seconds } = partsOf(ms)
  const parts = [named(hours, 'hour'), named(minutes, 'minute'), named(seconds, 'second')].filter((part) => part !== '')
  return parts.length === 0 ? '0 seconds' : parts.join(' ')
}

function named(count: number, unit: string): string {
  if (count === 0) return ''
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`
}

function partsOf(ms: number): { readonly hours: number; readonly minutes: number; readonly seconds: number } {
  const whole = Number.isFinite(ms) ? Math.max(0, Math.floor(ms / MS_PER_SECOND)) : 0
  const minutes = Math.floor(whole / SECONDS_PER_MINUTE)
  return {
    hours: Math.floor(minutes / MINUTES_PER_HOUR),
    minutes: minutes % MINUTES_PER_HOUR,
    seconds: whole % SECONDS_PER_MINUTE,
  }
}

/** How long a list is: `48 minutes`, `2 hours 7 minutes`. */
export function lengthWords(ms: number): string {
  const { hours, minutes } = partsOf(ms)
  const parts = [named(hours, 'hour'), named(minutes, 'minute')].filter((part) => part !== '')
  return parts.length === 0 ? 'under a minute' : parts.join(' ')
}
