import type { AlbumId, ArtistId, Genre, GenreId } from '../../schemas/generated.ts'
import type { Claim } from '../shared/entities/ids.ts'
import { mergedOf } from './merged.ts'
import type { Former } from './merged.ts'
import { mostCounted, summedBy } from './tally.ts'
import type { GroupedTrack } from './track.ts'

/** Where the claims of a track lead. */
export interface Resolving {
  artistOf(claim: Claim<ArtistId>): ArtistId
  genreOf(claim: Claim<GenreId>): GenreId
  albumOf(claim: Claim<AlbumId>): AlbumId
}

/**
 * What the tracks of each genre come to, kept while they come and go: half of a library may be of one genre, and to count it
 * through at every batch would cost the more the larger the library is.
 */
export interface GenreTallies {
  /** The track is counted as it is now, in place of how it was counted before. Null: it is gone. */
  count(slot: number, track: GroupedTrack | null, resolving: Resolving): void
  /** The record of a genre that has tracks. */
  recordOf(id: GenreId, formers: readonly Former[]): Genre
}

/** A spelling of a genre. */
interface Spelling {
  readonly claim: Claim<GenreId>
  tracks: number
}

interface Tally {
  tracks: number
  absent: number
  readonly albums: Map<AlbumId, number>
  readonly artists: Map<ArtistId, number>
  readonly spellings: Map<string, Spelling>
}

/** What one track adds to each of its genres. */
interface Counted {
  readonly album: AlbumId | null
  readonly artists: readonly ArtistId[]
  readonly isAbsent: boolean
  readonly genres: readonly (readonly [GenreId, Claim<GenreId>])[]
}

export function createGenreTallies(): GenreTallies {
  const tallies = new Map<GenreId, Tally>()
  const counted: (Counted | undefined)[] = []

  const add = ({ album, artists, isAbsent, genres }: Counted, by: 1 | -1) => {
    for (const id of new Set(genres.map(([genre]) => genre))) {
      const tally = tallies.get(id) ?? emptyTally()
      tallies.set(id, tally)
      tally.tracks += by
      tally.absent += by * Number(isAbsent)
      if (album !== null) addTo(tally.albums, album, by)
      for (const artist of artists) addTo(tally.artists, artist, by)
    }
    for (const [id, claim] of genres) spell(tallies.get(id), claim, by)
    for (const [id] of genres) if (tallies.get(id)?.tracks === 0) tallies.delete(id)
  }
  return {
    count(slot, track, resolving) {
      const before = counted[slot]
      if (before !== undefined) add(before, -1)
      const now = track === null ? undefined : countedOf(track, resolving)
      counted[slot] = now
      if (now !== undefined) add(now, 1)
    },
    recordOf(id, formers) {
      const { tracks, absent, albums, artists, spellings } = tallies.get(id) ?? emptyTally()
      const claims = [...spellings.values()]
      const name = mostCounted(summedBy(claims.map((each) => [each.claim.name, each.tracks] as const))) ?? ''
      return {
        genreId: id,
        name,
        trackCount: tracks,
        absentTracks: absent,
        albumCount: albums.size,
        artistCount: artists.size,
        ...mergedOf(
          { id, name },
          claims.map((each) => ({ ...each, byFolder: false })),
          formers,
        ),
      }
    },
  }
}

const emptyTally = (): Tally => ({ tracks: 0, absent: 0, albums: new Map(), artists: new Map(), spellings: new Map() })

const countedOf = ({ album, credit, isAbsent }: GroupedTrack, resolving: Resolving): Counted => ({
  album: album === null ? null : resolving.albumOf(album),
  artists: [...new Set(credit.artists.map((claim) => resolving.artistOf(claim)))],
  isAbsent,
  genres: credit.genres.map((claim) => [resolving.genreOf(claim), claim] as const),
})

function spell(tally: Tally | undefined, claim: Claim<GenreId>, by: 1 | -1): void {
  if (tally === undefined) return
  const key = `${claim.known ?? ''}/${claim.named ?? ''}/${claim.name}`
  const spelling = tally.spellings.get(key) ?? { claim, tracks: 0 }
  tally.spellings.set(key, spelling)
  spelling.tracks += by
  if (spelling.tracks === 0) tally.spellings.delete(key)
}

function addTo<K>(counts: Map<K, number>, key: K, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by
  if (count === 0) counts.delete(key)
  else counts.set(key, count)
}
