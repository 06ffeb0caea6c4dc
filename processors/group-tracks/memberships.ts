import type { ArtistId } from '../../schemas/generated.ts'
import { albums, artists, genres, works } from '../../schemas/topics.ts'
import type { Claim } from '../shared/entities/ids.ts'
import { createKind } from './kind.ts'
import { namedArtists } from './track.ts'
import type { GroupedTrack } from './track.ts'

/** Which entities of each kind the tracks belong to. */
export type Memberships = ReturnType<typeof createMemberships>

export function createMemberships() {
  /** Slots of tracks that belong to another entity now, though nothing about them changed. */
  const moved = new Set<number>()
  /** Slots of tracks that may count otherwise now, or are gone. */
  const touched = new Set<number>()
  const onMoved = (slot: number) => void moved.add(slot)
  const kinds = {
    albums: createKind(albums, onMoved),
    artists: createKind(artists, onMoved),
    genres: createKind(genres, onMoved),
    works: createKind(works, onMoved),
  }
  const { albums: ofAlbums, artists: ofArtists, genres: ofGenres, works: ofWorks } = kinds

  /** What says how it sounds and how long it is. */
  const touchSounding = ({ album, credit }: GroupedTrack) => {
    if (album !== null) ofAlbums.touch(ofAlbums.identities.resolve(album))
    for (const claim of credit.artists) ofArtists.touch(ofArtists.identities.resolve(claim))
  }
  /** Everything that a track belongs to is looked at again. */
  const touch = (track: GroupedTrack) => {
    const { credit } = track
    touched.add(track.slot)
    touchSounding(track)
    for (const claim of namedArtists(credit)) ofArtists.touch(ofArtists.identities.resolve(claim))
    for (const claim of credit.genres) ofGenres.touch(ofGenres.identities.resolve(claim))
    if (credit.work !== null) ofWorks.touch(ofWorks.identities.resolve(credit.work))
  }
  const change = (how: 'add' | 'remove', { album, slot, credit }: GroupedTrack) => {
    if (album !== null) ofAlbums.identities[how](album, slot)
    for (const claim of distinct(namedArtists(credit))) ofArtists.identities[how](claim, slot)
    for (const claim of distinct(credit.genres)) ofGenres.identities[how](claim, slot)
    if (credit.work !== null) ofWorks.identities[how](credit.work, slot)
  }
  const identified = (claim: Claim<ArtistId>) => ({ claim, id: ofArtists.identities.resolve(claim) })

  return {
    kinds,
    touch,
    touchSounding,
    add(track: GroupedTrack): void {
      change('add', track)
      touch(track)
    },
    remove(track: GroupedTrack): void {
      touch(track)
      change('remove', track)
    },
    /** A track counts to another album: its folder says so. */
    place(before: GroupedTrack, after: GroupedTrack): void {
      touch(before)
      if (before.album !== null) ofAlbums.identities.remove(before.album, before.slot)
      if (after.album !== null) ofAlbums.identities.add(after.album, after.slot)
      touch(after)
    },
    /** A track got other tags. @param now the track as it will be once its folder has been looked at. */
    retag(before: GroupedTrack, after: GroupedTrack, now: () => GroupedTrack | null): void {
      if (before.album !== null) {
        ofAlbums.leave(ofAlbums.identities.resolve(before.album), before.album.name, () => {
          const album = now()?.album ?? null
          return album === null ? null : ofAlbums.identities.resolve(album)
        })
      }
      for (const role of ['artists', 'albumArtists'] as const) {
        for (const [from, to] of replaced(before.credit[role].map(identified), after.credit[role].map(identified)))
          ofArtists.leave(from.id, from.claim.name, () => ofArtists.identities.resolve(to.claim))
      }
    },
    takeMoved: (): readonly number[] => taken(moved),
    takeTouched: (): readonly number[] => taken(touched),
  }
}

function taken(slots: Set<number>): readonly number[] {
  const all = [...slots]
  slots.clear()
  return all
}

/** Of several claims that are alike, the first. */
const distinct = <Id extends string>(claims: readonly Claim<Id>[]): readonly Claim<Id>[] =>
  claims.length < 2
    ? claims
    : [...new Map(claims.map((claim) => [`${claim.known ?? ''}/${claim.named ?? ''}`, claim])).values()]

/** What is not there any more, each with what stands in its place: the new one of the same rank, else the first. */
function replaced<T extends { readonly id: string }>(
  before: readonly T[],
  after: readonly T[],
): readonly (readonly [T, T])[] {
  const gone = before.filter(({ id }) => !after.some((other) => other.id === id))
  const fresh = after.filter(({ id }) => !before.some((other) => other.id === id))
  return gone.flatMap((from, i) => {
    const to = fresh[i] ?? fresh[0] ?? after[0]
    return to === undefined ? [] : [[from, to] as const]
  })
}
