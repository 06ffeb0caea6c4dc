import { request } from './requests.ts'
import { z } from './shape.ts'

/** What is known of a track without asking: enough to play it and say what plays. */
export const trackShape = z.object({
  trackId: z.string().check(z.minLength(1), z.maxLength(64)),
  title: z.string(),
  artist: z.string(),
  album: z._default(z.string(), ''),
  /** Null until somebody knows. */
  durationMs: z._default(z.nullable(z.number()), null),
  hasArt: z._default(z.boolean(), false),
})
export type Track = z.infer<typeof trackShape>

/** A track as the library lists it. */
const listedTrackShape = z.extend(trackShape, {
  state: z.enum(['waiting', 'heard', 'failed']),
  problem: z.optional(z.object({ code: z.string(), message: z.string() })),
})
export type ListedTrack = z.infer<typeof listedTrackShape>

/** `peaks`: the largest absolute sample of equally long stretches, 255 is full scale; empty when not heard yet. */
const describedTrackShape = z.extend(listedTrackShape, {
  peaks: z._default(z.nullable(z.array(z.number())), []),
  genres: z.optional(z.array(z.string())),
})
export type DescribedTrack = z.infer<typeof describedTrackShape>

const pageShape = z.object({ items: z.array(listedTrackShape), nextCursor: z.nullable(z.string()) })
export type TrackPage = z.infer<typeof pageShape>

export interface TrackQuery {
  readonly q: string
  readonly limit: number
  readonly cursor: string | null
}

/** One page of the library, in its order. */
export function fetchTracks(query: TrackQuery, signal: AbortSignal): Promise<TrackPage> {
  const search = new URLSearchParams({ limit: String(query.limit) })
  if (query.q !== '') search.set('q', query.q)
  if (query.cursor !== null) search.set('cursor', query.cursor)
  return request(`/api/tracks?${search.toString()}`, pageShape, { signal })
}

export function fetchTrack(trackId: string, signal: AbortSignal): Promise<DescribedTrack> {
  return request(trackPath(trackId), describedTrackShape, { signal })
}

export function audioPath(trackId: string): string {
  return `${trackPath(trackId)}/audio`
}

export function artPath(trackId: string): string {
  return `${trackPath(trackId)}/art`
}

/** Only what is known of any track: what is kept or queued should not carry the rest along. */
export function trackOf({ trackId, title, artist, album, durationMs, hasArt }: Track): Track {
  return { trackId, title, artist, album, durationMs, hasArt }
}

export function artistOf(track: { readonly artist: string }): string {
  return track.artist === '' ? 'Unknown artist' : track.artist
}

/** The tracks after one in a list, where playing goes on when nothing is suggested. */
export function tracksAfter(tracks: readonly Track[], trackId: string, limit: number): readonly Track[] {
  const at = tracks.findIndex((track) => track.trackId === trackId)
  return at < 0 ? [] : tracks.slice(at + 1, at + 1 + limit).map(trackOf)
}

function trackPath(trackId: string): string {
  return `/api/tracks/${encodeURIComponent(trackId)}`
}
