/**
 * Numbers and ids as people and programs write them into tags. What is not certainly one is null: a wrong number would sort and
 * group a track wrongly.
 */

/** No album has more tracks, no set more discs. */
const MAX_POSITION = 9_999

/** A track or disc, and of how many. */
export interface NumberOfTotal {
  readonly number: number | null
  readonly total: number | null
}

/** `3`, `03`, `3/12` and `3 of 12`; a side of a record (`A1`) is no number. */
export function positionOf(text: string | undefined): NumberOfTotal {
  const [, number, total] = /^\s*(\d{1,5})?\s*(?:(?:\/|of)\s*(\d{1,5}))?\s*$/i.exec(text ?? '') ?? []
  return { number: wholeOf(number), total: wholeOf(total) }
}

function wholeOf(digits: string | undefined): number | null {
  const number = Number(digits ?? 0)
  return number >= 1 && number <= MAX_POSITION ? number : null
}

const LATEST_YEAR = 2_999

/** Of a year or a date in any order, such as `1999`, `1999-05-01`, `19990501` or `01.05.1999`. */
export function yearIn(text: string | undefined): number | null {
  const [, alone, compact] =
    /(?<![\p{L}\d])(?:(\d{4})|(\d{4})[01]\d[0-3]\d)(?![\p{L}\d])/u.exec((text ?? '').slice(0, 100)) ?? []
  const year = Number(alone ?? compact ?? 0)
  return year >= 1000 && year <= LATEST_YEAR ? year : null
}

/** Twice the gain of the loudest and faintest recordings; a larger value is wrong. */
const MAX_GAIN_DB = 60
/** Full scale is 1: a decoder may exceed it, but not so far. */
const MAX_PEAK = 100

/** `-6.50 dB`, `+3.2dB`, `-6,5 dB`, `-6.5`, and with a minus sign of typographers. */
export function gainDbOf(text: string | undefined): number | null {
  const gain = decimalOf(/^\s*([+\u2212-]?\s*\d{1,3}(?:[.,]\d{0,20})?)\s*(?:dB)?\s*$/i.exec(text ?? '')?.[1])
  return gain !== null && Math.abs(gain) <= MAX_GAIN_DB ? gain : null
}

/** Of ReplayGain's reference of -18 LUFS over that of R128, which is -23 LUFS. */
const REPLAY_GAIN_OVER_R128_DB = 5

/**
 * The gain of an Opus file (RFC 7845, section 5.2.1): a fixed-point number of decibels with eight binary places, to be applied
 * on top of the output gain of its header, which every decoder applies. As ReplayGain.
 */
export function gainDbOfR128(text: string | undefined): number | null {
  const digits = /^\s*([+-]?\d{1,6})\s*$/.exec(text ?? '')?.[1]
  const fixed = Number(digits ?? NaN)
  if (!(fixed >= -32_768 && fixed <= 32_767)) return null
  const gain = fixed / 256 + REPLAY_GAIN_OVER_R128_DB
  return Math.abs(gain) <= MAX_GAIN_DB ? gain : null
}

export function peakOf(text: string | undefined): number | null {
  const peak = decimalOf(/^\s*(\d{1,3}(?:[.,]\d{0,20})?)\s*$/.exec(text ?? '')?.[1])
  return peak !== null && peak > 0 && peak <= MAX_PEAK ? peak : null
}

/** Faster than anybody plays. */
const MAX_BPM = 999

export function bpmOf(text: string | undefined): number | null {
  const bpm = decimalOf(/^\s*(\d{1,4}(?:[.,]\d{0,20})?)\s*(?:bpm)?\s*$/i.exec(text ?? '')?.[1])
  return bpm !== null && bpm > 0 && bpm <= MAX_BPM ? bpm : null
}

function decimalOf(text: string | undefined): number | null {
  const number = Number((text ?? 'none').replace(/\s/g, '').replace('\u2212', '-').replace(',', '.'))
  return Number.isFinite(number) ? number : null
}

/** What programs write for yes. */
export function isYes(text: string | undefined): boolean {
  return /^\s*(?:1|true|yes)\s*$/i.test(text ?? '')
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi
export const MAX_IDS = 50

/** The UUIDs in some values, each once, in lower case: some forms of tags have several in one value. */
export function uuidsOf(values: readonly string[]): readonly string[] {
  const found = values.flatMap((value) =>
    [...value.slice(0, 40 * MAX_IDS).matchAll(UUID)].map(([uuid]) => uuid.toLowerCase()),
  )
  return [...new Set(found)].slice(0, MAX_IDS)
}
