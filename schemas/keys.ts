import type { TrackId } from './generated.ts'
import { trackId } from './generated.ts'

/** Track ids are hexadecimal, so the sign is in none; a version may hold anything. */
const SIGN = '@'
/** Their records may be keyed by the track alone: no two versions stood beside each other then. */
const KEYED_BY_TRACK: readonly string[] = ['1', '2']

/** What a key of audio-features says. */
export interface FeatureKey {
  readonly trackId: TrackId
  readonly extractorVersion: string
}

/** The key of what one extractor version heard of a track: versions stand beside each other. */
export const featureKey = (id: TrackId, extractorVersion: string): string => `${id}${SIGN}${extractorVersion}`

/** Every key that what one extractor version heard of a track may have been written under. */
export const featureKeys = (id: TrackId, extractorVersion: string): readonly string[] =>
  KEYED_BY_TRACK.includes(extractorVersion)
    ? [featureKey(id, extractorVersion), id]
    : [featureKey(id, extractorVersion)]

/** Of a key that is the track alone, which version wrote it is told by the value; a tombstone of one is of the first. */
export function parseFeatureKey(key: string): FeatureKey {
  const at = key.indexOf(SIGN)
  if (at < 0) return { trackId: trackId(key), extractorVersion: '1' }
  return { trackId: trackId(key.slice(0, at)), extractorVersion: key.slice(at + 1) }
}
