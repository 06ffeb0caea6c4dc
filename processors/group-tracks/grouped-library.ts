import type { AlbumId, ArtistId, AudioFeatures, AudioReference, TrackId } from '../../schemas/generated.ts'
import { albums, artists, audioFeatures, audioReferences, genres, works } from '../../schemas/topics.ts'
import { globalTable } from '../../streams/engine/processor.ts'
import type { RecordOf } from '../../streams/engine/topic.ts'
import { createSlots } from '../shared/similarity/slots.ts'
import { albumRecord, artistRecord, workRecord } from './entities.ts'
import type { Surroundings } from './entities.ts'
import { createFolderIndex } from './folder-index.ts'
import type { FolderIndex } from './folder-index.ts'
import { createGenreTallies } from './genre-tallies.ts'
import type { GenreTallies } from './genre-tallies.ts'
import { createLinks } from './links.ts'
import type { TwoWayLinks } from './links.ts'
import { createMemberships } from './memberships.ts'
import type { Memberships } from './memberships.ts'
import { createSound } from './sound.ts'
import type { TrackSounds } from './sound.ts'
import { createTrackStore } from './track-store.ts'
import type { TrackStore } from './track-store.ts'
import { byId } from './track.ts'
import type { GroupedTrack } from './track.ts'

export const groupTopics = [albums, artists, genres, works] as const
export type GroupRecord = RecordOf<(typeof groupTopics)[number]>

/** Which tracks belong together, and what was last written of each entity. As large as the vectors of the library and some 1 kB a track. */
export interface GroupedLibrary {
  applyReference(id: TrackId, reference: AudioReference | null): void
  applyFeatures(key: string, features: AudioFeatures | null): void
  /** What was written, by this process or an earlier one. */
  applyWritten(written: GroupRecord): void
  /** What is not yet as it should be in the topics. Empty once that is written and applied. */
  outstanding(timestamp: number): readonly GroupRecord[]
}

export const groupedLibrary = globalTable({
  name: 'grouped-library',
  from: [audioReferences, audioFeatures, ...groupTopics],
  create: createGroupedLibrary,
  apply(content, each) {
    switch (each.topic) {
      case 'audio-references':
        content.applyReference(each.key, each.value)
        return
      case 'audio-features':
        content.applyFeatures(each.key, each.value)
        return
      case 'albums':
      case 'artists':
      case 'genres':
      case 'works':
        content.applyWritten(each)
    }
  },
})

/** What the table is made of. */
interface Parts {
  readonly tracks: TrackStore
  readonly sound: TrackSounds
  readonly folders: FolderIndex
  readonly memberships: Memberships
  readonly genres: GenreTallies
  /** The artists that each album credits. */
  readonly albumArtists: TwoWayLinks<AlbumId, ArtistId>
}

function createGroupedLibrary(): GroupedLibrary {
  const slots = createSlots()
  const sound = createSound(slots)
  const tracks = createTrackStore()
  const folders = createFolderIndex()
  const memberships = createMemberships()
  const parts: Parts = {
    tracks,
    sound,
    folders,
    memberships,
    genres: createGenreTallies(),
    albumArtists: createLinks(),
  }
  const around = surroundings(parts)
  return {
    applyReference(id, reference) {
      const slot = reference === null ? slots.of(id) : slots.take(id)
      if (slot === null) return
      const before = tracks.at(slot)
      const after = reference === null ? null : tracks.make(reference, slot)
      if (before !== null && after !== null) {
        if (isAlike(before, after)) return
        memberships.retag(before, after, () => tracks.at(slot))
      }
      if (before !== null) {
        memberships.remove(before)
        folders.remove(before)
        tracks.remove(slot)
      }
      if (after !== null) {
        tracks.put(after)
        memberships.add(after)
        folders.add(after)
      } else if (!sound.has(slot)) slots.giveBack(slot)
    },
    applyFeatures(key, features) {
      const slot = sound.apply(key, features)
      if (slot === null) return
      const track = tracks.at(slot)
      if (track !== null) memberships.touchSounding(track)
      else if (!sound.has(slot)) slots.giveBack(slot)
    },
    applyWritten(written) {
      const { kinds } = memberships
      switch (written.topic) {
        case 'albums':
          kinds.albums.applyWritten(written.key, written.value)
          return
        case 'artists':
          kinds.artists.applyWritten(written.key, written.value)
          return
        case 'genres':
          kinds.genres.applyWritten(written.key, written.value)
          return
        case 'works':
          kinds.works.applyWritten(written.key, written.value)
      }
    },
    outstanding(timestamp) {
      settleFolders(parts)
      for (const slot of memberships.takeTouched()) parts.genres.count(slot, tracks.at(slot), around)
      return settleKinds(parts, around, timestamp)
    },
  }
}

function surroundings({ memberships: { kinds }, sound, albumArtists }: Parts): Surroundings {
  const { albums: ofAlbums, artists: ofArtists, genres: ofGenres } = kinds
  return {
    artistOf: (claim) => ofArtists.identities.resolve(claim),
    genreOf: (claim) => ofGenres.identities.resolve(claim),
    albumOf: (claim) => ofAlbums.identities.resolve(claim),
    albumsOf: (id) => albumArtists.to(id),
    heardMs: (slot) => sound.heardMs(slot),
    centroid: (of) => sound.centroid([...of].sort(byId).map(({ slot }) => slot)),
  }
}

function settleFolders({ folders, memberships, tracks }: Parts): void {
  const present = (slot: number): GroupedTrack => {
    const track = tracks.at(slot)
    if (track === null) throw new Error(`Slot ${slot} has no track.`)
    return track
  }
  for (const [track, placed] of folders.settle(present)) {
    const { album, artistKey } = track
    const isSame = album?.known === placed.album?.known && album?.named === placed.album?.named
    if (isSame && artistKey === placed.artistKey) continue
    const after = { ...track, ...placed }
    tracks.put(after)
    memberships.place(track, after)
  }
  for (const slot of memberships.takeMoved()) {
    const track = tracks.at(slot)
    if (track !== null) memberships.touch(track)
  }
}

function settleKinds(
  { memberships, tracks, genres: tallies, albumArtists }: Parts,
  around: Surroundings,
  timestamp: number,
) {
  const { kinds } = memberships
  const at = (slots: ReadonlySet<number>): readonly GroupedTrack[] =>
    [...slots].flatMap((slot) => tracks.at(slot) ?? [])
  const credit = (id: AlbumId, to: readonly ArtistId[]) => {
    for (const artist of albumArtists.set(id, to)) kinds.artists.touch(artist)
  }
  // Albums first: an artist has those that credit it.
  const ofAlbums = kinds.albums.settle(timestamp, (id, slots, formers) => {
    const album = albumRecord(id, at(slots), formers, around)
    credit(
      id,
      album.artists.map(({ artistId }) => artistId),
    )
    return album
  })
  for (const { key, value } of ofAlbums) if (value === null) credit(key, [])
  return [
    ...ofAlbums,
    ...kinds.artists.settle(timestamp, (id, slots, formers) => artistRecord(id, at(slots), formers, around)),
    ...kinds.genres.settle(timestamp, (id, _slots, formers) => tallies.recordOf(id, formers)),
    ...kinds.works.settle(timestamp, (id, slots, formers) => workRecord(id, at(slots), formers, around)),
  ]
}

/** Whether everything that a record is made from is the same. A credit is one object for all who have it. */
function isAlike(a: GroupedTrack, b: GroupedTrack): boolean {
  return (
    a.credit === b.credit &&
    a.disc === b.disc &&
    a.number === b.number &&
    a.title === b.title &&
    a.durationMs === b.durationMs &&
    a.hasArt === b.hasArt &&
    a.artVersion === b.artVersion &&
    a.hasPortrait === b.hasPortrait &&
    a.addedAt === b.addedAt &&
    a.isAbsent === b.isAbsent
  )
}
