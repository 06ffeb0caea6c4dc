import type { Recommendation, TrackId } from '../../schemas/generated.ts'
import type { RecommendationsMessage } from '../../schemas/live.ts'
import { arrivedAt } from './catalogue.ts'
import type { Catalogue, CatalogueEntry } from './catalogue.ts'
import { playableTrack } from './track-item.ts'

/** Titles and names in a pushed message are cut to this many UTF-16 units: a tag may hold a book. */
const MAX_NAME = 200
/** Genres and artists of a track in a pushed message: more are not shown. */
const MAX_GENRES = 10
const MAX_ARTISTS = 10

/** How long a track is new, and how old a library has to be for anything in it to be new. */
const NEW_FOR_MS = 14 * 86_400_000

/**
 * A recommendation as a player gets it. Tracks that are no longer in the library, or not here now, are left out: they cannot be
 * played. @param now epoch ms.
 */
export function recommendationsMessage(
  content: Catalogue,
  recommendation: Recommendation,
  now: number,
): RecommendationsMessage {
  const isNew = newcomers(content, now)
  const items = recommendation.items.flatMap((suggested): RecommendationsMessage['items'] => {
    const { trackId, rank, score, propensity, explored, reason } = suggested
    const entry = content.entries.get(trackId)
    if (entry === undefined || content.absent.has(trackId)) return []
    const seed = reason.seedTrackId === null ? null : namesOf(content, reason.seedTrackId)
    const named = { ...reason, seedTitle: seed?.title ?? null, seedArtist: seed?.artist ?? null }
    const shown = { ...shownTrack(content, entry), isNew: isNew(entry) }
    return [{ ...shown, rank, score, propensity, explored, reason: named }]
  })
  const { recommendationId, model, indexVersion, candidates, causedBy } = recommendation
  const { playId, partition, offset, event, trackId } = causedBy
  const title = trackId === null ? null : (namesOf(content, trackId)?.title ?? null)
  const cause = { playId, partition, offset, event, trackId, title }
  return { type: 'recommendations', recommendationId, model, indexVersion, candidates, causedBy: cause, items }
}

/** What a player needs to show and play a track, and to go on from it. */
function shownTrack(content: Catalogue, entry: CatalogueEntry) {
  const track = playableTrack(content, entry)
  const { title, artist, album, artistIds } = track
  return {
    ...track,
    ...{ title: cut(title), artist: cut(artist), album: cut(album) },
    artistIds: artistIds.slice(0, MAX_ARTISTS),
    genres: entry.reference.genres.slice(0, MAX_GENRES).map(cut),
  }
}

/** In a library that came as a whole a short while ago nothing is new. */
function newcomers(content: Catalogue, now: number): (entry: CatalogueEntry) => boolean {
  const since = now - NEW_FOR_MS
  const first = content.arrivals.all().at(-1)
  if (first === undefined || arrivedAt(first) > since) return () => false
  return ({ arrival }) => arrivedAt(arrival) > since
}

function namesOf(content: Catalogue, id: TrackId): { readonly title: string; readonly artist: string } | null {
  const reference = content.entries.get(id)?.reference
  return reference === undefined ? null : { title: cut(reference.title), artist: cut(reference.artist) }
}

const cut = (name: string): string => name.slice(0, MAX_NAME)

/**
 * Whether a recommendation replaces the one that a listener has. Records are read ahead of their commit, so a transaction
 * that was aborted is read again from its first record: duplicates of the recommendation held, and of earlier ones, are
 * ignored.
 */
export function replaces(candidate: Recommendation, held: Recommendation | undefined): boolean {
  if (held === undefined) return true
  if (candidate.recommendationId === held.recommendationId) return false
  const sameLog =
    candidate.causedBy.topic === held.causedBy.topic && candidate.causedBy.partition === held.causedBy.partition
  return !sameLog || candidate.causedBy.offset >= held.causedBy.offset
}
