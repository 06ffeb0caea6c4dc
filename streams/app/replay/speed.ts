import { ConfigError } from '../../engine/errors.ts'

/** @returns how many times faster than it happened; Infinity for `max`. @throws {ConfigError} */
export function parseSpeed(text: string): number {
  if (text === 'max') return Infinity
  const factor = Number(/^(\d+(?:\.\d+)?)x$/.exec(text)?.[1] ?? NaN)
  if (factor > 0) return factor
  throw new ConfigError(`--speed: "${text}" is no speed such as 1x, 60x or max.`)
}

/** How long to wait before a record, ms: records come as far apart as they happened, by the speed. @param now epoch ms. */
export function pacer(speed: number, now: () => number): (timestamp: number) => number {
  let began: { readonly wall: number; readonly event: number } | null = null
  return (timestamp) => {
    if (speed === Infinity) return 0
    began ??= { wall: now(), event: timestamp }
    return Math.max(0, began.wall + (timestamp - began.event) / speed - now())
  }
}
