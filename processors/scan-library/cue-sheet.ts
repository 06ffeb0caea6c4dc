/** What a cue sheet says of a track. Texts are as they stand there; empty where there is none. */
export interface CueTrack {
  readonly number: number
  readonly title: string
  readonly performer: string
  readonly songwriter: string
  readonly isrc: string
  /** Values of `REM` by their names in capitals, such as `REPLAYGAIN_TRACK_GAIN`. */
  readonly remarks: ReadonlyMap<string, string>
  /** Where it starts in its file, ms: its INDEX 01. What is before it, from INDEX 00, ends the track before. */
  readonly startMs: number
}

export interface CueFile {
  /** As the sheet names it; it need not be there. */
  readonly name: string
  /** By their start, no two at the same. Never empty. */
  readonly tracks: readonly CueTrack[]
}

export interface CueSheet {
  readonly title: string
  readonly performer: string
  readonly songwriter: string
  readonly remarks: ReadonlyMap<string, string>
  readonly files: readonly CueFile[]
}

/** Of the format: the tracks of a disc. Sheets of long recordings have no more either. */
const MAX_TRACKS = 99
/** Far longer than a sheet of so many tracks with every command. */
const MAX_LINES = 5_000
const LONGEST_LINE = 2_000
/** Of a sheet in a tag, in UTF-16 units: twice what 99 tracks with every command take. */
export const LONGEST_CUE_SHEET = 64 * 1024
const MAX_REMARKS = 50

/** A track whose commands are being read. */
interface OpenTrack {
  readonly number: number
  title: string
  performer: string
  songwriter: string
  isrc: string
  readonly remarks: Map<string, string>
  hasStart: boolean
}

/** What follows its INDEX 01 is still its own. */
interface Begun {
  readonly track: OpenTrack
  readonly startMs: number
}

interface Reading {
  readonly sheet: { title: string; performer: string; songwriter: string }
  readonly remarks: Map<string, string>
  readonly files: { readonly name: string; readonly tracks: Begun[] }[]
  /** Null before the first one, and in one that is no sound. */
  track: OpenTrack | null
  tracks: number
}

/**
 * Reads a cue sheet, as the manual of CDRWIN describes it and programs write it. What is not understood is passed over; a track
 * without a start that can be read is none. A track belongs to the file that is named before its INDEX 01: where the pause
 * before a track is at the end of another file, its INDEX 00 is there.
 * @param text with line feeds, or with carriage returns before them.
 */
export function cueSheetOf(text: string): CueSheet {
  const reading: Reading = {
    sheet: { title: '', performer: '', songwriter: '' },
    ...{ remarks: new Map(), files: [], track: null, tracks: 0 },
  }
  let isSound = true
  for (const line of text.split('\n', MAX_LINES)) {
    const [, command = '', rest = ''] = /^\s*([a-z]+)\s+(\S.*)$/i.exec(line.slice(0, LONGEST_LINE).trimEnd()) ?? []
    if (command.toUpperCase() === 'TRACK') isSound = beginTrack(reading, rest)
    else if (isSound || command.toUpperCase() === 'FILE') read(reading, command.toUpperCase(), rest)
  }
  const files = reading.files.map(({ name, tracks }) => ({ name, tracks: inOrder(tracks) }))
  return { ...reading.sheet, remarks: reading.remarks, files: files.filter(({ tracks }) => tracks.length > 0) }
}

/** @returns whether the track is sound: a disc may hold data too. */
function beginTrack(reading: Reading, rest: string): boolean {
  const [, number, kind = ''] = /^(\d{1,3})\s+(\S+)/.exec(rest) ?? []
  reading.track = null
  if (number === undefined || kind.toUpperCase() !== 'AUDIO' || reading.tracks >= MAX_TRACKS) return false
  reading.tracks += 1
  const texts = { title: '', performer: '', songwriter: '', isrc: '' }
  reading.track = { number: Number(number), ...texts, remarks: new Map(), hasStart: false }
  return true
}

function read(reading: Reading, command: string, rest: string): void {
  const { sheet, track, files } = reading
  switch (command) {
    case 'FILE':
      files.push({ name: fileName(rest), tracks: [] })
      return
    case 'TITLE':
      ;(track ?? sheet).title ||= unquoted(rest)
      return
    case 'PERFORMER':
      ;(track ?? sheet).performer ||= unquoted(rest)
      return
    case 'SONGWRITER':
      ;(track ?? sheet).songwriter ||= unquoted(rest)
      return
    case 'ISRC':
      if (track !== null) track.isrc ||= unquoted(rest)
      return
    case 'REM': {
      const [, name, value = ''] = /^([\w-]+)\s+(\S.*)$/.exec(rest) ?? []
      const remarks = track?.remarks ?? reading.remarks
      if (name !== undefined && remarks.size < MAX_REMARKS) remarks.set(name.toUpperCase(), unquoted(value))
      return
    }
    case 'INDEX':
      addIndex(reading, rest)
  }
}

/** Of the track that began last, in the file that was named last. */
function addIndex({ track, files }: Reading, rest: string): void {
  const startMs = startIn(rest)
  const file = files.at(-1)
  if (track === null || startMs === null || file === undefined || track.hasStart) return
  track.hasStart = true
  file.tracks.push({ track, startMs })
}

/** `01 mm:ss:ff`: minutes, seconds and frames, of which a second has 75. */
function startIn(rest: string): number | null {
  const [, minutes, seconds, frames] = /^0?1\s+(\d{1,4}):(\d{1,2}):(\d{1,2})$/.exec(rest) ?? []
  const [second, frame] = [Number(seconds), Number(frames)]
  if (minutes === undefined || !(second < 60 && frame < 75)) return null
  return (Number(minutes) * 60 + second) * 1_000 + Math.round((frame * 1_000) / 75)
}

/** Of two tracks with one start the first has no length. */
function inOrder(begun: readonly Begun[]): readonly CueTrack[] {
  const sorted = begun.toSorted((a, b) => a.startMs - b.startMs || a.track.number - b.track.number)
  const lasting = sorted.filter(({ startMs }, at) => startMs !== sorted[at + 1]?.startMs)
  return lasting.map(({ track: { number, title, performer, songwriter, isrc, remarks }, startMs }) => ({
    ...{ number, title, performer, songwriter, isrc, remarks, startMs },
  }))
}

/** A text may have quotation marks in it that nobody escaped. */
function unquoted(text: string): string {
  return /^"(.*)"$/.exec(text)?.[1] ?? text.replace(/^"/, '')
}

/** `"name.wav" WAVE`, and without quotation marks. */
function fileName(text: string): string {
  return /^"(.*)"/.exec(text)?.[1] ?? text.replace(/\s+(?:WAVE|MP3|AIFF|BINARY|MOTOROLA|FLAC|OGG|APE|WV)$/i, '')
}
