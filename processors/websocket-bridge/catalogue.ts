import type {
  AlbumId,
  ArtistId,
  AudioFeatures,
  AudioReference,
  LibraryPlaylist,
  LibraryScan,
  PlaylistId,
  TrackId,
} from '../../schemas/generated.ts'
import { albumId, artistId } from '../../schemas/generated.ts'
import { globalTable } from '../../streams/engine/processor.ts'
import {
  albums,
  analysisFailures,
  artists,
  audioFeatures,
  audioReferences,
  genres,
  libraryPlaylists,
  libraryScans,
  trackAliases,
  works,
} from '../../schemas/topics.ts'
import { parseFeatureKey } from '../../schemas/keys.ts'
import type { TrackState } from '../../schemas/http.ts'
import { libraryPlaylistTable } from '../shared/playlists/library-playlists.ts'
import { standingTrack, trackAliasTable } from '../shared/aliases/track-aliases.ts'
import { byKey, firstAfter, sortedList } from './track-list.ts'
import type { Sorted, SortedList } from './track-list.ts'
import { albumIdOf, artistIdsOf, composerClaims, featuredClaims, ownId } from '../shared/entities/ids.ts'
import { changeLog } from './change-log.ts'
import type { ChangeLog } from './change-log.ts'
import { createEntities, held } from './entities.ts'
import type { Entities } from './entities.ts'
import { creditsOf, latestFirst, momentIn, sortKey, trackText } from './track-order.ts'
import type { SlotSet } from './search/slot-set.ts'
import { textIndex } from './search/text-index.ts'
import type { TextIndex } from './search/text-index.ts'
import { keyedSlots } from './search/vocabulary.ts'
import type { KeyedSlots } from './search/vocabulary.ts'
import { folded } from './search/words.ts'

export interface TrackProblem {
  readonly code: string
  readonly message: string
}

/** What is kept of the features: enough to draw a track, not to compare it. */
export type TrackSound = Pick<
  AudioFeatures,
  'durationMs' | 'sampleRateHz' | 'channels' | 'loudnessDb' | 'loudnessLufs' | 'extractorVersion' | 'peaks'
> & {
  /** Mean over the frames, in bins of the spectrum. */
  readonly spectralCentroid: number
  /** Mean over the frames, in crossings per frame. */
  readonly zeroCrossingRate: number
}

/** What routes need of a reference; of the rest a tagger alone writes half a kilobyte of ids. */
export type HeldReference = Pick<
  AudioReference,
  | 'trackId'
  | 'title'
  | 'artist'
  | 'album'
  | 'genres'
  | 'year'
  | 'trackNumber'
  | 'discNumber'
  | 'library'
  | 'path'
  | 'absentSince'
  | 'artVersion'
  | 'hasArt'
  | 'folderArt'
  | 'durationMs'
  | 'modifiedAt'
  | 'contentHash'
  | 'container'
  | 'codec'
  | 'sizeBytes'
  | 'artistArt'
  | 'artistArtVersion'
  | 'lyrics'
  | 'lyricsPath'
  | 'lyricsFrom'
  | 'coverFrom'
  | 'startMs'
  | 'endMs'
  | 'addedAt'
  | 'replayGainTrackDb'
  | 'replayGainAlbumDb'
  | 'replayGainTrackPeak'
  | 'replayGainAlbumPeak'
>

/** A track in the order of the library. */
export interface CatalogueEntry {
  readonly reference: HeldReference
  readonly sortKey: string
  /** The whole names and links that it is found by in `names`: the strings are those that are kept there. */
  readonly keys: readonly string[]
  /** Its place among the tracks that came last. */
  readonly arrival: Arrival
  /** Its number in `texts` and `names`; that of a track which is gone is given to another. */
  readonly slot: number
}

/** A track in the order of when it was found first, the latest first. */
export interface Arrival extends Sorted {
  readonly trackId: TrackId
}

/** How far the library is: tracks in it, how many were heard, how many cannot be. */
export interface LibraryCounts {
  readonly tracks: number
  readonly heard: number
  readonly failed: number
  /** Tracks that are not here now. */
  readonly notHere: number
  /** Those of them that were heard. */
  readonly notHereHeard: number
  /** Tracks that are analysed once their library folder is back. */
  readonly pending: number
  /** Absolute paths of the library folders that are waited for, in order. */
  readonly waitsFor: readonly string[]
}

/** Every track there is. Its size is that of the library: of each track there is at most one entry in each map. */
export interface Catalogue {
  readonly entries: Map<TrackId, CatalogueEntry>
  readonly sounds: Map<TrackId, TrackSound>
  /** Why tracks have no features; with the code LIBRARY_AWAY the analysis waits. */
  readonly problems: Map<TrackId, TrackProblem>
  /** The tracks that are not here now. */
  readonly absent: Set<TrackId>
  /** The tracks that ids of earlier versions lead to. */
  readonly aliases: Map<TrackId, TrackId>
  /** The playlist files of the library. */
  readonly playlists: Map<PlaylistId, LibraryPlaylist>
  /** The one that changed last, another object with each change; null: none has. */
  changedPlaylist: { readonly playlistId: PlaylistId } | null
  /** How far the scan is; null until a scanner has reported. */
  scan: LibraryScan | null
  /** The entries in the order of the library: album artist, album, disc, track number, title. */
  readonly list: SortedList<CatalogueEntry>
  readonly arrivals: SortedList<Arrival>
  readonly entities: Entities
  /** What players that follow the library are still to be told. */
  readonly changes: ChangeLog
  readonly texts: TextIndex
  /** The tracks by whole names; the keys are made by `wholeName`. */
  readonly names: KeyedSlots
  /** The entries by their slots; null where none is. */
  readonly bySlot: (CatalogueEntry | null)[]
  /** Slots of tracks that are gone. */
  readonly freeSlots: number[]
  /** Null while it is out of date. */
  counts: LibraryCounts | null
}

const LIBRARY_AWAY = 'library-away'

/** What the catalogue is made of. */
type CatalogueTopic =
  | typeof audioReferences
  | typeof libraryScans
  | typeof audioFeatures
  | typeof analysisFailures
  | typeof trackAliases
  | typeof libraryPlaylists
  | typeof albums
  | typeof artists
  | typeof genres
  | typeof works

/**
 * The library as a listener sees it: where each track is, what it is called, whether it was heard, and what it is part of.
 */
export const catalogue = globalTable<Catalogue, CatalogueTopic>({
  name: 'catalogue',
  from: [
    audioReferences,
    libraryScans,
    audioFeatures,
    analysisFailures,
    albums,
    artists,
    genres,
    works,
    trackAliases,
    libraryPlaylists,
  ],
  create: () => ({
    entries: new Map(),
    sounds: new Map(),
    problems: new Map(),
    absent: new Set(),
    aliases: new Map(),
    playlists: libraryPlaylistTable.create(),
    changedPlaylist: null,
    scan: null,
    list: sortedList(),
    arrivals: sortedList(),
    entities: createEntities(),
    changes: changeLog(),
    texts: textIndex(),
    names: keyedSlots(),
    bySlot: [],
    freeSlots: [],
    counts: null,
  }),
  apply(content, r) {
    content.counts = null
    switch (r.topic) {
      case 'audio-references':
        content.changes.note('track', r.key)
        applyReference(content, r.key, r.value)
        return
      case 'library-scans':
        content.scan = r.value
        return
      case 'audio-features':
        content.changes.note('track', parseFeatureKey(r.key).trackId)
        applyFeatures(content, r.key, r.value)
        return
      case 'track-aliases':
        trackAliasTable.apply(content.aliases, r)
        return
      case 'library-playlists':
        libraryPlaylistTable.apply(content.playlists, r)
        content.changedPlaylist = { playlistId: r.key }
        return
      case 'analysis-failures':
        content.changes.note('track', r.key)
        if (r.value === null) content.problems.delete(r.key)
        else content.problems.set(r.key, { code: r.value.code, message: r.value.message })
        return
      case 'albums':
        content.changes.note('album', r.key)
        content.entities.albums.apply(r.key, r.value && held(r.value))
        return
      case 'artists':
        content.changes.note('artist', r.key)
        content.entities.artists.apply(r.key, r.value && held(r.value))
        return
      case 'genres':
        content.entities.genres.apply(r.key, r.value)
        return
      case 'works':
        content.entities.works.apply(r.key, r.value)
    }
  },
})

function applyReference(content: Catalogue, id: TrackId, reference: AudioReference | null): void {
  if (reference === null || reference.absentSince === null) content.absent.delete(id)
  else content.absent.add(id)
  const before = content.entries.get(id)
  if (before !== undefined) removeEntry(content, before)
  if (reference !== null) addEntry(content, reference)
}

function addEntry(content: Catalogue, reference: AudioReference): void {
  const slot = content.freeSlots.pop() ?? content.bySlot.length
  const entry: CatalogueEntry = {
    reference: heldOf(reference),
    sortKey: sortKey(reference),
    keys: [...nameKeys(reference)].map((key) => content.names.add(key, slot)),
    arrival: { sortKey: latestFirst(addedAtOf(reference)) + reference.trackId, trackId: reference.trackId },
    slot,
  }
  content.entries.set(reference.trackId, entry)
  content.bySlot[slot] = entry
  content.list.add(entry)
  content.arrivals.add(entry.arrival)
  content.texts.add(slot, trackText(reference))
}

/** A literal: an object made of spread parts takes 0.7 KiB more (Node 20), 70 MiB of a large library. */
function heldOf(reference: AudioReference): HeldReference {
  return {
    trackId: reference.trackId,
    title: reference.title,
    artist: reference.artist,
    album: reference.album,
    genres: reference.genres,
    year: reference.year,
    trackNumber: reference.trackNumber,
    discNumber: reference.discNumber,
    library: reference.library,
    path: reference.path,
    absentSince: reference.absentSince,
    artVersion: reference.artVersion,
    hasArt: reference.hasArt,
    folderArt: reference.folderArt,
    durationMs: reference.durationMs,
    modifiedAt: reference.modifiedAt,
    contentHash: reference.contentHash,
    container: reference.container,
    codec: reference.codec,
    sizeBytes: reference.sizeBytes,
    artistArt: reference.artistArt,
    artistArtVersion: reference.artistArtVersion,
    lyrics: reference.lyrics,
    lyricsPath: reference.lyricsPath,
    lyricsFrom: reference.lyricsFrom,
    coverFrom: reference.coverFrom,
    startMs: reference.startMs,
    endMs: reference.endMs,
    addedAt: reference.addedAt,
    replayGainTrackDb: reference.replayGainTrackDb,
    replayGainAlbumDb: reference.replayGainAlbumDb,
    replayGainTrackPeak: reference.replayGainTrackPeak,
    replayGainAlbumPeak: reference.replayGainAlbumPeak,
  }
}

function removeEntry(content: Catalogue, entry: CatalogueEntry): void {
  content.entries.delete(entry.reference.trackId)
  content.list.remove(entry)
  content.arrivals.remove(entry.arrival)
  content.texts.remove(entry.slot)
  for (const key of entry.keys) content.names.remove(key, entry.slot)
  content.bySlot[entry.slot] = null
  content.freeSlots.push(entry.slot)
}

/** The key of a whole name, such as that of an artist, in `Catalogue.names`; case and accents do not matter. */
export function wholeName(kind: 'artist' | 'album' | 'genre', name: string): string {
  return `${kind}\n${folded(name)}`
}

/** The key of what a track is part of, in `Catalogue.names`, by the id that the track has by itself. */
export function linkKey(kind: 'album-id' | 'artist-id' | 'guest-id', id: string): string {
  return `${kind}\n${id}`
}

function nameKeys(reference: AudioReference): ReadonlySet<string> {
  const guests = [...featuredClaims(reference), ...composerClaims(reference)].map(ownId)
  const album = albumIdOf(reference)
  return new Set([
    ...creditsOf(reference).map((name) => wholeName('artist', name)),
    wholeName('album', reference.album),
    ...reference.genres.map((name) => wholeName('genre', name)),
    ...(album === null ? [] : [linkKey('album-id', album)]),
    ...artistIdsOf(reference).map((id) => linkKey('artist-id', id)),
    ...guests.map((id) => linkKey('guest-id', id)),
  ])
}

/** The album of a track by the id that it has by itself; an entity may have taken it in. Null: it is on none. */
export function ownAlbumId({ keys }: CatalogueEntry): AlbumId | null {
  const [id] = linked(keys, 'album-id')
  return id === undefined ? null : albumId(id)
}

/** The artists of a track by the ids that it has by itself, guests left out. */
export function ownArtistIds({ keys }: CatalogueEntry): readonly ArtistId[] {
  return linked(keys, 'artist-id').map((id) => artistId(id))
}

function linked(keys: readonly string[], kind: 'album-id' | 'artist-id'): readonly string[] {
  const beginning = linkKey(kind, '')
  return keys.filter((key) => key.startsWith(beginning)).map((key) => key.slice(beginning.length))
}

/** When a scan first found the track; where no scan kept it, when its file was changed last. */
export function addedAtOf({ addedAt, modifiedAt }: Pick<AudioReference, 'addedAt' | 'modifiedAt'>): number {
  return addedAt ?? modifiedAt
}

/** When a track came to the library first, epoch ms. */
export const arrivedAt = ({ sortKey }: Arrival): number => momentIn(sortKey)

/** Of what several extractor versions have heard, the last is shown. */
function applyFeatures(content: Catalogue, key: string, features: AudioFeatures | null): void {
  const { trackId: id, extractorVersion } = parseFeatureKey(key)
  if (features !== null) content.sounds.set(id, soundOf(features))
  else if (content.sounds.get(id)?.extractorVersion === extractorVersion) content.sounds.delete(id)
}

function soundOf(features: AudioFeatures): TrackSound {
  const {
    durationMs,
    sampleRateHz,
    channels,
    loudnessDb,
    loudnessLufs,
    extractorVersion,
    peaks,
    spectralCentroid,
    zeroCrossingRate,
  } = features
  return {
    durationMs,
    sampleRateHz,
    channels,
    loudnessDb,
    loudnessLufs,
    extractorVersion,
    peaks,
    spectralCentroid: spectralCentroid.mean[0] ?? 0,
    zeroCrossingRate: zeroCrossingRate.mean[0] ?? 0,
  }
}

/** The track that an id leads to, also one of an earlier version; the id itself when there is no such track. */
export function standingIn(content: Catalogue, id: TrackId): TrackId {
  return content.entries.has(id) ? id : standingTrack(content.aliases, id)
}

/** Whether there is a picture, in the file, beside it or of a copy; that it can be shown is found out when it is asked for. */
export function hasCover({ hasArt, folderArt, coverFrom }: HeldReference): boolean {
  return hasArt || folderArt !== null || coverFrom !== null
}

/** Why the file of a track cannot be analysed; null when nothing is known against it. */
export function problemOf(content: Catalogue, id: TrackId): TrackProblem | null {
  const problem = content.problems.get(id)
  return problem === undefined || problem.code === LIBRARY_AWAY ? null : problem
}

/** A track that was heard once stays heard, even when hearing it again failed: its numbers are of the same bytes. */
export function stateOf(content: Catalogue, id: TrackId): TrackState {
  if (content.sounds.has(id)) return 'heard'
  return problemOf(content, id) === null ? 'waiting' : 'failed'
}

export function countsOf(content: Catalogue): LibraryCounts {
  if (content.counts) return content.counts
  const counted = {
    tracks: content.entries.size,
    ...{ heard: 0, failed: 0, notHere: content.absent.size, notHereHeard: 0, pending: 0 },
  }
  const waitsFor = new Set(content.scan?.away ?? [])
  for (const [id, { reference }] of content.entries) {
    const state = stateOf(content, id)
    const waitsForFolder = content.problems.get(id)?.code === LIBRARY_AWAY && !content.absent.has(id)
    if (state === 'heard' && content.absent.has(id)) counted.notHereHeard += 1
    if (state !== 'waiting') counted[state] += 1
    else if (waitsForFolder || content.absent.has(id)) counted.pending += 1
    if (state === 'waiting' && waitsForFolder) waitsFor.add(reference.library)
  }
  content.counts = { ...counted, waitsFor: [...waitsFor].sort() }
  return content.counts
}

/** The entries in the order of the library: album artist, album, disc, track number, title. */
export function sortedEntries(content: Catalogue): readonly CatalogueEntry[] {
  return content.list.all()
}

/** So many are sorted faster than the whole list is looked through. */
const FEW = 1_000

/** At least the entries that have a problem, in the order of the library; few in nearly every library. */
export function entriesWithProblems(content: Catalogue): readonly CatalogueEntry[] {
  if (content.problems.size > FEW) return sortedEntries(content)
  return [...content.problems.keys()].flatMap((id) => content.entries.get(id) ?? []).sort(byKey)
}

/**
 * The entries of some slots, in the order of the library.
 * @param after those whose `sortKey` is not above this are left out.
 */
export function* entriesIn(content: Catalogue, slots: SlotSet, after = ''): Generator<CatalogueEntry> {
  const few = slots.upTo(FEW)
  if (few !== null) {
    yield* few
      .flatMap((slot) => content.bySlot[slot] ?? [])
      .filter(({ sortKey: key }) => key > after)
      .sort(byKey)
    return
  }
  for (const entry of entriesAfter(content, after)) if (slots.has(entry.slot)) yield entry
}

/** All entries whose `sortKey` is above this, in the order of the library. */
export function* entriesAfter(content: Catalogue, after: string): Generator<CatalogueEntry> {
  const entries = sortedEntries(content)
  for (let i = firstAfter(entries, after); i < entries.length; i += 1) {
    const entry = entries[i]
    if (entry !== undefined) yield entry
  }
}

/** The tracks that have a whole name, in no order. */
export function entriesNamed(content: Catalogue, key: string): readonly CatalogueEntry[] {
  return content.names.of(key).flatMap((slot) => content.bySlot[slot] ?? [])
}
