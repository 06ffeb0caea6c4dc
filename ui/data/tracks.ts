import type * as z from 'zod/mini'
import { pathOf, readArt, readAudio, readTrack } from '../../schemas/http.ts'
import type { listedTrackShape, playableShape } from '../../schemas/http.ts'
import { request } from './requests.ts'

/** What is known of a track without asking the server: enough to play it and show it. */
export type Track = z.output<typeof playableShape>
/** A track as the library lists it. */
export type ListedTrack = z.output<typeof listedTrackShape>
export type DescribedTrack = z.output<typeof readTrack.answer>

export function fetchTrack(trackId: string, signal: AbortSignal): Promise<DescribedTrack> {
  return request(readTrack, { parameters: { id: trackId }, signal })
}

/** @param isPlayable whether the file is wanted as every browser plays it, instead of as it is. */
export function audioPath(trackId: string, isPlayable: boolean): string {
  return `${pathOf(readAudio, { id: trackId })}${isPlayable ? '?as=playable' : ''}`
}

/** Enough of a track to show its cover. */
export type ShownTrack = Pick<Track, 'trackId' | 'hasArt' | 'artVersion'>

/** Where the cover of a track is, in so many pixels at least. A cover that was replaced has another address. */
export function artPath({ trackId, artVersion }: ShownTrack, pixels: number): string {
  const query = new URLSearchParams({ size: String(pixels) })
  if (artVersion !== undefined) query.set('v', artVersion)
  return `${pathOf(readArt, { id: trackId })}?${query}`
}

/** Only what is known of any track: what is kept or queued should not carry the rest along. */
export function trackOf(track: Track): Track {
  const { trackId, title, artist, album, durationMs, hasArt, artVersion, mediaType, startMs, endMs, levels } = track
  return {
    ...{ trackId, title, artist, album, durationMs, hasArt },
    ...(artVersion === undefined ? {} : { artVersion }),
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(startMs === undefined ? {} : { startMs }),
    ...(endMs === undefined ? {} : { endMs }),
    ...(levels === undefined ? {} : { levels }),
  }
}

export function artistOf(track: { readonly artist: string }): string {
  return track.artist === '' ? 'Unknown artist' : track.artist
}

/** Whether the file of a track is here; otherwise its library folder is away, or Slipstream was started without it. */
export function isHere({ absentSince }: Pick<ListedTrack, 'absentSince'>): boolean {
  return absentSince === undefined
}
