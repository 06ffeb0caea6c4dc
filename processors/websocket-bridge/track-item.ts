import type { AnswerOf, listSimilar, listTracks, readTrack } from '../../schemas/http.ts'
import type { Catalogue, CatalogueEntry } from './catalogue.ts'
import { addedAtOf, hasCover, problemOf, stateOf } from './catalogue.ts'
import { linksOf } from './links.ts'
import { playedType } from './media-type.ts'
import { shownMessage, shownPath } from './shown-text.ts'

export type TrackItem = AnswerOf<typeof listTracks>['items'][number]
export type PlayableTrack = Omit<AnswerOf<typeof listSimilar>['items'][number], 'distance' | 'why'>
type Levels = TrackItem['levels']

/** What a player needs to play a track and to show it, wherever it is named. */
export function playableTrack(content: Catalogue, entry: CatalogueEntry): PlayableTrack {
  const { reference } = entry
  const { trackId, title, artist, album, artVersion, startMs, endMs } = reference
  const levels = levelsOf(content, entry)
  return {
    ...{ trackId, title, artist, album },
    durationMs: content.sounds.get(trackId)?.durationMs ?? reference.durationMs,
    hasArt: hasCover(reference),
    mediaType: playedType(reference.container, reference.codec, reference.path),
    ...(artVersion === null ? {} : { artVersion }),
    ...(startMs === null ? {} : { startMs }),
    ...(endMs === null ? {} : { endMs }),
    ...(levels === undefined ? {} : { levels }),
    ...linksOf(content, entry),
  }
}

/** A track as the library lists it. */
export function trackItem(content: Catalogue, entry: CatalogueEntry): TrackItem {
  const { reference } = entry
  const { trackId, genres, year, trackNumber, discNumber, library, absentSince, lyrics } = reference
  const state = stateOf(content, trackId)
  const problem = state === 'failed' ? problemOf(content, trackId) : null
  return {
    ...playableTrack(content, entry),
    ...{ genres, year, trackNumber, discNumber, state },
    path: shownPath(reference.path),
    addedAt: addedAtOf(reference),
    ...(lyrics === 'none' ? {} : { lyrics }),
    ...(absentSince === null ? {} : { absentSince }),
    ...(problem === null ? {} : { problem: { ...problem, message: shownMessage(problem.message, library) } }),
  }
}

/** A track with what its analysis gave. */
export function describedTrack(content: Catalogue, entry: CatalogueEntry): AnswerOf<typeof readTrack> {
  const analysed = content.sounds.get(entry.reference.trackId)
  if (analysed === undefined) return { ...trackItem(content, entry), peaks: [], features: null }
  const { durationMs, sampleRateHz, channels, loudnessDb, extractorVersion, peaks } = analysed
  const { spectralCentroid, zeroCrossingRate } = analysed
  const features = { durationMs, sampleRateHz, channels, loudnessDb, extractorVersion }
  return {
    ...trackItem(content, entry),
    peaks: [...peaks],
    features: { ...features, spectralCentroid, zeroCrossingRate },
  }
}

function levelsOf(content: Catalogue, { reference }: CatalogueEntry): Levels {
  const known = {
    trackGainDb: reference.replayGainTrackDb,
    albumGainDb: reference.replayGainAlbumDb,
    trackPeak: reference.replayGainTrackPeak,
    albumPeak: reference.replayGainAlbumPeak,
    loudnessLufs: content.sounds.get(reference.trackId)?.loudnessLufs ?? null,
  }
  const stated = Object.entries(known).filter(([, value]) => value !== null)
  return stated.length === 0 ? undefined : Object.fromEntries(stated)
}
