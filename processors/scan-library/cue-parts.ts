import type { AudioReference } from '../../schemas/generated.ts'
import { isCut } from './cue-layout.ts'
import type { LaidSheet } from './cue-layout.ts'
import type { CueTrack } from './cue-sheet.ts'
import { hinted, isrcOf, tagsOfPart } from './cue-tags.ts'
import { idOfSound, referenceOf, soundKeyOf } from './reference.ts'
import type { FileIdentity, FoundFile, LibraryOrigin } from './reference.ts'
import type { Tags } from './tags.ts'

/**
 * The references of one file: of the whole, or of each part that its cue sheet cuts it into. Parts follow one another without a
 * gap; the last one ends with the file. What is before the first is the pause that a disc begins with, and is no track.
 * @param identity of the whole. @param tags null when they could not be read.
 */
export function referencesOf(
  file: FoundFile,
  identity: FileIdentity,
  tags: Tags | null,
  source: LibraryOrigin,
): readonly AudioReference[] {
  const { sheet = null } = file
  const whole = referenceOf(file, identity, tags, source)
  if (sheet === null) return [whole]
  const cueSheetVersion = sheet.version
  const [only, ...others] = sheet.tracks
  if (only !== undefined && others.length === 0)
    return [{ ...referenceOf(file, identity, hinted(tags, sheet, only), source), isrc: isrcOf(only), cueSheetVersion }]
  const parts = partsWithin(sheet, tags?.durationMs ?? null)
  if (parts.length < 2) return [{ ...whole, cueSheetVersion }]
  return parts.map(({ track, startMs, endMs, durationMs }) => {
    const trackId = idOfSound(soundKeyOf({ soundHash: identity.soundHash, startMs, endMs }) ?? '')
    const own = { ...tagsOfPart(tags, sheet, track), durationMs }
    const reference = referenceOf(file, { ...identity, trackId }, own, source)
    // The name of the file is that of all its tracks.
    const title = own.title || `Track ${track.number}`
    return { ...reference, title, startMs, endMs, isrc: isrcOf(track), cueSheetVersion, lyricsPath: null }
  })
}

interface Part {
  readonly track: CueTrack
  readonly startMs: number
  /** Null: with the file. */
  readonly endMs: number | null
  readonly durationMs: number | null
}

/** The tracks that start before the end of the file. @param lengthMs of the file; null: not known. */
function partsWithin({ tracks }: LaidSheet, lengthMs: number | null): readonly Part[] {
  const within = tracks.filter(({ startMs }) => startMs < (lengthMs ?? Infinity))
  return within.map((track, at) => {
    const { startMs } = track
    const endMs = within[at + 1]?.startMs ?? null
    const end = endMs ?? lengthMs
    return { track, startMs, endMs, durationMs: end === null ? null : end - startMs }
  })
}

/** Number of tracks that a sheet places behind the end of the file. @param found the references of the file. */
export function behindTheEnd(file: FoundFile, found: number): number {
  const { sheet } = file
  if (sheet == null || !isCut(file)) return 0
  return sheet.tracks.length - (found < 2 ? 1 : found)
}
