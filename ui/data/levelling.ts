import type { Track } from './tracks.ts'

/** What ReplayGain 2 levels to, LUFS. */
const REFERENCE_LUFS = -18
/** Of a track of which nothing is known: what most popular music of the last decades needs at least. */
const UNKNOWN_DB = -6
const DB_PER_DECADE = 20

/**
 * By how much the amplitude of a track is multiplied, so that all sound equally loud: by its album where the album plays as
 * one, so that its quiet songs stay quiet. Never so much that its loudest sample would be cut off.
 */
export function levelOf({ levels }: Pick<Track, 'levels'>, isAlbum: boolean): number {
  const { trackGainDb, albumGainDb, trackPeak, albumPeak, loudnessLufs } = levels ?? {}
  const measuredDb = loudnessLufs === undefined ? UNKNOWN_DB : REFERENCE_LUFS - loudnessLufs
  const gainDb = (isAlbum ? (albumGainDb ?? trackGainDb) : (trackGainDb ?? albumGainDb)) ?? measuredDb
  const peak = (isAlbum ? (albumPeak ?? trackPeak) : (trackPeak ?? albumPeak)) ?? 1
  return Math.min(10 ** (gainDb / DB_PER_DECADE), 1 / Math.max(peak, Number.EPSILON))
}
