import { cleanText } from '../text/clean-text.ts'
import { repaired } from '../text/mojibake.ts'
import type { LyricsForm } from '../../../schemas/generated.ts'

/** One line of lyrics. */
export interface LyricLine {
  /** When it is sung, from the start of the track; null when that is not known. */
  readonly timeMs: number | null
  readonly text: string
}

/** More lines are cut: the longest songs have some hundreds. */
export const MAX_LYRIC_LINES = 5_000
/** Later times are wrong. */
const LATEST_MS = 12 * 3_600_000

const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/
/** `[01:02.34]`, also with a colon before the fraction or without one; several before one line are its repetitions. */
const TIMES = /^\s*(?:\[\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?\]\s*)+/
const TIME = /\[(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]/g
/** `<01:02.34>`: when a word of the line is sung. */
const WORD_TIME = /<\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?>\s?/g
/** `[ar:Artist]`, `[offset:+500]`: what the file says of itself. */
const HEADER = /^\s*\[(ar|al|ti|au|by|re|ve|la|tool|length|offset|#)\s*:([^\]]*)\]\s*$/i

/**
 * The lines of lyrics, plain or in the format of .lrc files, in the order in which they are sung. A line without a time stays
 * behind the one before it.
 */
export function lyricLines(text: string): readonly LyricLine[] {
  const lines: { readonly at: number; readonly line: LyricLine }[] = []
  let offsetMs = 0
  let before = 0
  for (const raw of text.replace(/^\ufeff/, '').split(LINE_BREAK, MAX_LYRIC_LINES)) {
    const header = HEADER.exec(raw)
    if (header !== null) {
      if (header[1]?.toLowerCase() === 'offset') offsetMs = offsetOf(header[2])
      continue
    }
    const times = TIMES.exec(raw)?.[0] ?? ''
    const line = cleanText(raw.slice(times.length).replace(times === '' ? /^$/ : WORD_TIME, ''))
    const at = [...times.matchAll(TIME)].map((each) => timeMs(each) - offsetMs).filter((ms) => ms <= LATEST_MS)
    for (const ms of at) lines.push({ at: (before = Math.max(0, ms)), line: { timeMs: before, text: line } })
    if (times === '') lines.push({ at: before, line: { timeMs: null, text: line } })
  }
  const sorted = lines.slice(0, MAX_LYRIC_LINES).sort((a, b) => a.at - b.at)
  return withoutEnds(sorted.map(({ line }) => line))
}

/** Plain lyrics keep the empty lines between verses; what is timed says by its times where it pauses. */
function withoutEnds(lines: readonly LyricLine[]): readonly LyricLine[] {
  const isTimed = lines.some(({ timeMs }) => timeMs !== null)
  if (isTimed) return lines.filter(({ timeMs, text }) => timeMs !== null || text !== '')
  const first = lines.findIndex(({ text }) => text !== '')
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex(({ text }) => text !== '') + 1)
}

function timeMs([, minutes = '0', seconds = '0', fraction = '0']: RegExpMatchArray): number {
  const ms = Math.round(Number(`0.${fraction}`) * 1000)
  return (Number(minutes) * 60 + Number(seconds)) * 1000 + ms
}

/** A positive offset shows the lines sooner. */
function offsetOf(text = ''): number {
  const ms = /^\s*[+-]?\d{1,7}\s*$/.test(text) ? Number(text) : 0
  return Math.abs(ms) <= LATEST_MS ? ms : 0
}

/** Timed lyrics before plain ones; among these the file beside the track, which somebody put there for it. */
export function chosenLyrics(beside: readonly LyricLine[], embedded: readonly LyricLine[]): readonly LyricLine[] {
  const [besideForm, embeddedForm] = [lyricsFormOf(beside), lyricsFormOf(embedded)]
  if (besideForm === 'timed' || embeddedForm === 'none') return beside
  return embeddedForm === 'timed' || besideForm === 'none' ? embedded : beside
}

const UTF_16 = new TextDecoder('utf-16le')
const UTF_16_BE = new TextDecoder('utf-16be')
const WINDOWS_1252 = new TextDecoder('windows-1252')

/** The text of a file of lyrics: UTF-8, UTF-16 with its mark, or of an old program for Windows. */
export function decodedLyrics(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return UTF_16.decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return UTF_16_BE.decode(bytes)
  try {
    // `stream`: a character that is cut off at the end is no error.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return repaired(WINDOWS_1252.decode(bytes))
  }
}

export function lyricsFormOf(lines: readonly LyricLine[]): LyricsForm {
  if (!lines.some(({ text }) => text !== '')) return 'none'
  return lines.some(({ timeMs }) => timeMs !== null) ? 'timed' : 'plain'
}

/** Of ID3's kinds of synchronised text: lyrics, and their transcription. */
const KINDS_OF_LYRICS: readonly unknown[] = [1, 2]
const MILLISECONDS = 2
const NEW_LINE = /^[\r\n]/

/** ID3's synchronised lyrics (SYLT) as music-metadata has them, in the format of .lrc files; untrusted. */
export function timedLyrics(value: object): readonly string[] {
  if (!('syncText' in value) || !Array.isArray(value.syncText)) return []
  if ('contentType' in value && !KINDS_OF_LYRICS.includes(value.contentType)) return []
  const inMs = 'timeStampFormat' in value && value.timeStampFormat === MILLISECONDS
  const parts: readonly unknown[] = value.syncText.slice(0, 10 * MAX_LYRIC_LINES)
  const words = parts.flatMap((part) => {
    if (typeof part !== 'object' || part === null || !('text' in part) || typeof part.text !== 'string') return []
    return [{ text: part.text, at: 'timestamp' in part && typeof part.timestamp === 'number' ? part.timestamp : 0 }]
  })
  // The parts may be syllables: a new line begins where one says so. Where none does, each is a line.
  const isLine = words.some(({ text }) => NEW_LINE.test(text)) ? (text: string) => NEW_LINE.test(text) : () => true
  const lines: string[] = []
  for (const { text, at } of words) {
    const before = isLine(text) ? undefined : lines.pop()
    lines.push(`${before ?? (inMs ? lrcTime(at) : '')}${text.replace(/[\r\n]+/g, '')}`)
  }
  return [lines.join('\n')]
}

function lrcTime(ms: number): string {
  const whole = Math.max(0, Math.min(LATEST_MS, Math.round(ms)))
  const seconds = ((whole % 60_000) / 1000).toFixed(3).padStart(6, '0')
  return `[${String(Math.floor(whole / 60_000)).padStart(2, '0')}:${seconds}]`
}
