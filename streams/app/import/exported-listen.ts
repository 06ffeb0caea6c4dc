import { z } from 'zod'
import type { ExportSource } from '../../../schemas/generated.ts'

/**
 * What exports of other services tell of a listen. Only the fields named here are taken from an entry: an export of Spotify holds
 * addresses and devices too, and none of that goes on.
 *
 * Sources: the exporter of ListenBrainz (listenbrainz-server, `background/export.py`) and its JSON documentation; Spotify's
 * "Understanding my data" for both of its exports.
 */
export interface ExportedListen {
  readonly source: Exclude<ExportSource, 'unknown'>
  /** Event time, epoch ms: of ListenBrainz when it began, of Spotify when it ended. */
  readonly at: number
  readonly title: string
  readonly artist: string
  /** Empty when not known. */
  readonly album: string
  /** Ids of MusicBrainz recordings, the one that the player stated first. */
  readonly recordingIds: readonly string[]
  /** Length of the track; null when not known. */
  readonly durationMs: number | null
  /** How much was heard; null when not known. */
  readonly playedMs: number | null
  readonly ending: ListenEnding
  readonly shuffled: boolean | null
}

/**
 * `counted`: it was listened to, nothing else is known; `unknown`: it ended in a way that tells neither that it was heard to its end
 * nor that the listener did not want it.
 */
export type ListenEnding = 'counted' | 'finished' | 'skipped' | 'unknown'

/** Why an entry is no listen to music, or is not to be kept. */
export type LeftOut = 'no-music' | 'private-session' | 'not-played'

export type ParsedEntry =
  | { readonly kind: 'listen'; readonly listen: ExportedListen }
  | { readonly kind: 'left-out'; readonly why: LeftOut }
  /** It is none of an export that is known. */
  | { readonly kind: 'unreadable' }

const text = z.string().nullish()
const count = z.number().min(0).nullish()

/** Older exports have no `mbid_mapping`; clients state durations in ms or in s, some of them as text. */
const listenBrainzEntry = z.object({
  listened_at: z.coerce.number().min(0),
  track_metadata: z.object({
    artist_name: z.string(),
    track_name: z.string(),
    release_name: text,
    additional_info: z
      .object({ recording_mbid: text.catch(null), duration_ms: count.catch(null), duration: count.catch(null) })
      .nullish(),
    mbid_mapping: z.object({ recording_mbid: text.catch(null) }).nullish(),
  }),
})

/** `Streaming_History_Audio_*.json`, and `endsong_*.json` of earlier years. */
const extendedEntry = z.object({
  ts: z.iso.datetime(),
  ms_played: z.number().min(0),
  master_metadata_track_name: text,
  master_metadata_album_artist_name: text,
  master_metadata_album_album_name: text,
  reason_end: text,
  skipped: z.boolean().nullish().catch(null),
  shuffle: z.boolean().nullish().catch(null),
  incognito_mode: z.boolean().nullish().catch(null),
})

/** `StreamingHistory_music_*.json`, and `StreamingHistory*.json` of earlier years. */
const accountEntry = z.object({
  endTime: z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d$/),
  artistName: z.string(),
  trackName: z.string(),
  msPlayed: z.number().min(0),
})

/** The listener went on to something else. Other ends, such as `endplay`, `logout` or `unexpected-exit`, do not say why. */
const SKIPS: ReadonlySet<string> = new Set(['fwdbtn', 'backbtn'])

export function parseEntry(entry: unknown): ParsedEntry {
  const listened = listenBrainzEntry.safeParse(entry)
  if (listened.success) return listen(ofListenBrainz(listened.data))
  const extended = extendedEntry.safeParse(entry)
  if (extended.success) return ofExtended(extended.data)
  const account = accountEntry.safeParse(entry)
  if (account.success) return ofAccount(account.data)
  return { kind: 'unreadable' }
}

const listen = (parsed: ExportedListen): ParsedEntry => ({ kind: 'listen', listen: parsed })

function ofListenBrainz({
  listened_at: seconds,
  track_metadata: { artist_name: artist, track_name: title, release_name: album, additional_info: more, mbid_mapping },
}: z.infer<typeof listenBrainzEntry>): ExportedListen {
  const ids = [more?.recording_mbid, mbid_mapping?.recording_mbid]
  return {
    source: 'listenbrainz',
    at: Math.round(seconds * 1_000),
    title,
    artist,
    album: album ?? '',
    recordingIds: [...new Set(ids.flatMap((id) => (id == null || id === '' ? [] : [id.toLowerCase()])))],
    durationMs: more?.duration_ms ?? (more?.duration == null ? null : more.duration * 1_000),
    playedMs: null,
    ending: 'counted',
    shuffled: null,
  }
}

function ofExtended(entry: z.infer<typeof extendedEntry>): ParsedEntry {
  const { master_metadata_track_name: title, master_metadata_album_artist_name: artist } = entry
  if (title == null || artist == null) return { kind: 'left-out', why: 'no-music' } // podcasts and audio books
  if (entry.incognito_mode === true) return { kind: 'left-out', why: 'private-session' }
  if (entry.ms_played === 0) return { kind: 'left-out', why: 'not-played' }
  return listen({
    source: 'spotify',
    at: Date.parse(entry.ts),
    title,
    artist,
    album: entry.master_metadata_album_album_name ?? '',
    recordingIds: [],
    durationMs: null,
    playedMs: entry.ms_played,
    ending: endingOf(entry.reason_end ?? '', entry.skipped === true),
    shuffled: entry.shuffle ?? null,
  })
}

function endingOf(reason: string, isSkipped: boolean): ListenEnding {
  if (reason === 'trackdone') return 'finished'
  return isSkipped || SKIPS.has(reason) ? 'skipped' : 'unknown'
}

function ofAccount({ endTime, artistName, trackName, msPlayed }: z.infer<typeof accountEntry>): ParsedEntry {
  if (msPlayed === 0) return { kind: 'left-out', why: 'not-played' }
  return listen({
    source: 'spotify',
    at: Date.parse(`${endTime.replace(' ', 'T')}:00Z`),
    title: trackName,
    artist: artistName,
    album: '',
    recordingIds: [],
    durationMs: null,
    playedMs: msPlayed,
    ending: 'unknown',
    shuffled: null,
  })
}
