import { createHash } from 'node:crypto'
import { foldText } from '../../../processors/shared/text/fold.ts'
import { playId } from '../../../schemas/generated.ts'
import type { ListenerId, Play, PlayEvent, PlayId } from '../../../schemas/generated.ts'
import type { ExportedListen } from './exported-listen.ts'
import type { LibraryTrack } from './library-match.ts'

/** From this share of a track on it was heard to its end, where the export does not say how it ended: what follows is fade or silence. */
export const HEARD_SHARE = 0.9

/** Names in a play are cut to this many UTF-16 units, as the bridge cuts them. */
const MAX_NAME = 200
const MINUTE_MS = 60_000

/**
 * The id of an imported play: made from source, listener, time and the names that the export has, so that a second import writes
 * nothing twice, also after the library has changed. Of Spotify the minute counts: one of its two exports knows no seconds, and
 * the same listen is in both.
 */
export function importedPlayId(listener: ListenerId, { source, at, artist, title }: ExportedListen): PlayId {
  const time = source === 'spotify' ? Math.floor(at / MINUTE_MS) * MINUTE_MS : at
  const told = [source, listener, String(time), foldText(artist), foldText(title)].join('\n')
  return playId(createHash('sha256').update(told).digest('hex').slice(0, 32))
}

/** The record of `plays` for an entry and the track that it was found to tell of; its event time is `arrivedAt`. */
export function importedPlay(listener: ListenerId, listen: ExportedListen, track: LibraryTrack): Play {
  const { source, at, shuffled } = listen
  const playedMs = Math.round(listen.playedMs ?? 0)
  const event = eventOf(listen, track)
  return {
    playId: importedPlayId(listener, listen),
    listenerId: listener,
    sessionId: '',
    trackId: track.trackId,
    event,
    positionMs: event === 'started' ? 0 : playedMs,
    playedMs,
    via: 'unknown',
    recommendationId: null,
    deviceTime: null,
    // Spotify tells when it ended.
    arrivedAt: event === 'started' ? at - playedMs : at,
    wish: null,
    artistId: null,
    shuffled,
    itemRank: null,
    timeZoneOffsetMinutes: null,
    pageVisible: null,
    title: track.title.slice(0, MAX_NAME),
    artist: track.artist.slice(0, MAX_NAME),
    retracts: null,
    importedFrom: source,
  }
}

/** Where it is known neither that it was heard to its end nor that it was skipped, the record says only that it was begun. */
function eventOf({ ending, playedMs }: ExportedListen, { durationMs }: LibraryTrack): PlayEvent {
  if (ending === 'counted') return 'listened'
  if (ending !== 'unknown') return ending
  return durationMs !== null && (playedMs ?? 0) >= durationMs * HEARD_SHARE ? 'finished' : 'started'
}
