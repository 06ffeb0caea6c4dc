import type { AlbumId } from '../../schemas/generated.ts'
import { namedAlbum, SEVERAL_KEY } from '../shared/entities/ids.ts'
import type { Claim } from '../shared/entities/ids.ts'
import { mostCommon } from './tally.ts'
import type { GroupedTrack } from './track.ts'

/** What a track counts as in its folder. */
export interface PlacedTrack {
  readonly album: Claim<AlbumId> | null
  readonly artistKey: string
}

/** More tracks than any album has: a folder of so many is no evidence, and looking at all of them for each one would take long. */
export const MAX_FOLDER_TRACKS = 2_000

/**
 * The album of each track of one folder. A folder whose tracks all name one album is that album's own, and says what their
 * tags leave out: the id that only some have, the album artist that only some have, that several artists make a compilation,
 * and the year, where it is that of each recording. Elsewhere each track stands for itself.
 *
 * Artists are not joined where two of them have the same place of a disc: those are two albums of one name ("Greatest Hits").
 * The library folder itself is no album's own: what lies there was put nowhere.
 */
export function placedInFolder(tracks: readonly GroupedTrack[]): ReadonlyMap<GroupedTrack, PlacedTrack> {
  const onAlbum = tracks.filter(({ credit }) => credit.album !== null)
  const titles = new Set(onAlbum.map(({ credit }) => credit.album?.titleKey))
  const isOwn = titles.size === 1 && onAlbum.length > 1
  return new Map(isOwn ? inOwnFolder(onAlbum) : tracks.map((track) => [track, byItself(track)]))
}

export const byItself = ({ credit }: GroupedTrack): PlacedTrack => ({
  album: credit.album,
  artistKey: credit.album?.artistKey ?? '',
})

function inOwnFolder(tracks: readonly GroupedTrack[]): readonly (readonly [GroupedTrack, PlacedTrack])[] {
  const known = new Map(tracks.flatMap(({ credit: { album } }) => (album?.known == null ? [] : [[album.known, album]])))
  const [only] = known.size === 1 ? known.values() : []
  const loose = tracks.filter(({ credit }) => credit.album?.known === null)
  const artistOf = artistsOf(loose)
  const years = new Map<string, number | null>()
  for (const key of new Set(loose.map(artistOf))) {
    years.set(key, mostCommon(loose.filter((track) => artistOf(track) === key).map(({ credit }) => credit.year)))
  }
  return tracks.map((track) => {
    const { album } = track.credit
    if (album === null || album.known !== null) return [track, byItself(track)]
    const artistKey = artistOf(track)
    const named = namedAlbum(artistKey, album.titleKey, years.get(artistKey) ?? null)
    const { externalId, known: id } = only ?? { externalId: null, known: null }
    return [track, { album: { ...album, externalId, known: id, named }, artistKey }]
  })
}

/** The artist key of each track of an album's own folder. */
function artistsOf(tracks: readonly GroupedTrack[]): (track: GroupedTrack) => string {
  const keyOf = ({ credit }: GroupedTrack) => credit.album?.artistKey ?? ''
  const stated = new Set(tracks.filter(({ credit }) => credit.album?.hasAlbumArtist === true).map(keyOf))
  const guessed = tracks.filter(({ credit }) => credit.album?.hasAlbumArtist === false)
  const guesses = guessed.map(keyOf).filter((key) => key !== '')
  const joined = joinedArtist(stated, guessed, guesses)
  return (track) => (joined === null || track.credit.album?.hasAlbumArtist === true ? keyOf(track) : joined)
}

/** The one artist key that all tracks without an album artist have; null: each has its own. */
function joinedArtist(
  stated: ReadonlySet<string>,
  guessed: readonly GroupedTrack[],
  guesses: readonly string[],
): string | null {
  const [first] = guessed
  if (first === undefined || stated.size > 1) return null
  const [only] = stated
  if (only !== undefined) return only
  const main = mostCommon(guesses)
  if (main === null) return null
  if (guesses.every((key) => key === main)) return main
  if (hasCollision(guessed)) return null
  return guesses.filter((key) => key === main).length * 2 > guessed.length ? main : SEVERAL_KEY
}

/** Whether two artists have the same place of a disc. */
function hasCollision(tracks: readonly GroupedTrack[]): boolean {
  const at = new Map<string, string>()
  return tracks.some(({ credit: { album }, disc, number }) => {
    if (number === null || album === null) return false
    const place = `${disc}/${number}`
    const other = at.get(place) ?? album.artistKey
    at.set(place, other)
    return other !== album.artistKey
  })
}
