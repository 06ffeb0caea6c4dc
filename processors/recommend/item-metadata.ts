import type { Artist, ArtistId, AudioFeatures, AudioReference, MergedEntity, TrackId } from '../../schemas/generated.ts'
import { globalTable } from '../../streams/engine/processor.ts'
import { artists, audioFeatures, audioReferences, trackAliases } from '../../schemas/topics.ts'
import { oldTrackIds } from '../shared/aliases/old-track-ids.ts'
import type { OwnedTrackIds } from '../shared/aliases/old-track-ids.ts'
import type { TrackAliases } from '../shared/aliases/track-aliases.ts'
import { parseFeatureKey } from '../../schemas/keys.ts'
import { entityAliases } from '../shared/entities/aliases.ts'
import { artistClaims } from '../shared/entities/ids.ts'
import { createArrivals } from './arrivals.ts'

/** What a list is diversified by; an empty text is unknown. */
export interface ItemMetadata {
  readonly artist: string
  readonly album: string
  /** The title without what tells versions of one composition apart: the live, remastered or edited one. */
  readonly composition: string
  readonly genres: readonly string[]
  /** The artists of the track, each by the id of its name too: a never may be from before the tags had another. */
  readonly artistIds: readonly ArtistId[]
  /** Null when unknown. */
  readonly durationMs: number | null
}

/** Metadata of every track of the library; it grows with the library. */
export interface MetadataTable {
  /** The tracks that ids of earlier versions lead to. */
  readonly aliases: TrackAliases
  /** The ids of earlier versions that lead to a track. */
  earlierIdsOf(id: TrackId): readonly TrackId[]
  of(id: TrackId): ItemMetadata
  /** The ids of all that is the same artist: the one given, the one that took it in, and what else that took in. */
  sameArtist(id: ArtistId): readonly string[]
  /** The tracks that cannot be played now: their library folder is away or not configured. */
  readonly absent: AbsentTracks
  /** From 0 (calm) to 1 (energetic); 0.5 while the track is not analysed. */
  energyOf(id: TrackId): number
  /** The tracks of an artist or a genre, in the order of their references. */
  byArtist(artist: string): ReadonlySet<TrackId>
  byGenre(genre: string): ReadonlySet<TrackId>
  /** The tracks analysed in the week before a moment, newest first. @param until epoch ms. */
  arrivals(until: number): readonly { readonly trackId: TrackId; readonly at: number }[]
}

interface Analysis {
  readonly energy: number
  readonly extractorVersion: string
  /** Event time of the first one, epoch ms. */
  readonly at: number
}

/** At most the tracks of the library. */
export interface AbsentTracks {
  has(id: TrackId): boolean
  readonly size: number
  /** Raised with every change. */
  readonly revision: number
}

interface OwnedMetadata extends MetadataTable {
  readonly trackIds: OwnedTrackIds
  addArtist(id: ArtistId, artist: Artist | null): void
  addReference(id: TrackId, reference: AudioReference | null): void
  /** @param key of a record of audio-features. */
  addFeatures(key: string, features: AudioFeatures | null, at: number): void
}

/** Of an artist what says who is the same. */
interface SameArtist {
  readonly ids: readonly string[]
  readonly merged: readonly MergedEntity[]
}

const UNKNOWN: ItemMetadata = { artist: '', album: '', composition: '', genres: [], artistIds: [], durationMs: null }
const NONE: ReadonlySet<TrackId> = new Set()

/** Loudness, in dB of full scale, at which energy is 0 and 1; most music lies between. */
const [CALM_DB, LOUD_DB] = [-30, -8]
/** Spectral centroid at which brightness is 0, and the octaves above it at which it is 1. */
const [DARK_HZ, BRIGHT_OCTAVES] = [500, 4]
const LOUDNESS_SHARE = 0.6

export const itemMetadata = globalTable<
  OwnedMetadata,
  typeof audioReferences | typeof audioFeatures | typeof trackAliases | typeof artists
>({
  name: 'track-traits',
  from: [audioReferences, audioFeatures, trackAliases, artists],
  create: createMetadata,
  apply(content, record) {
    switch (record.topic) {
      case 'audio-references':
        content.addReference(record.key, record.value)
        return
      case 'audio-features':
        content.addFeatures(record.key, record.value, record.timestamp)
        return
      case 'track-aliases':
        oldTrackIds.apply(content.trackIds, record)
        return
      case 'artists':
        content.addArtist(record.key, record.value)
    }
  },
})

function createMetadata(): OwnedMetadata {
  const metadata = new Map<TrackId, ItemMetadata>()
  const analyses = new Map<TrackId, Analysis>()
  const byArtist = new Map<string, Set<TrackId>>()
  const same = entityAliases<ArtistId, SameArtist>()
  const trackIds = oldTrackIds.create()
  const genres = new Map<string, Set<TrackId>>()
  const absent = new Set<TrackId>()
  let absences = 0
  const arrivals = createArrivals()
  const forget = (id: TrackId): void => {
    const known = metadata.get(id)
    if (known === undefined) return
    removed(byArtist, known.artist, id)
    for (const genre of known.genres) removed(genres, genre, id)
    if (absent.delete(id)) absences += 1
    metadata.delete(id)
  }
  return {
    trackIds,
    aliases: trackIds.aliases,
    earlierIdsOf: trackIds.leadingTo,
    sameArtist: (id) => [id, ...(same.find(id)?.ids ?? [])],
    addArtist: (id, artist) =>
      same.apply(id, artist && { ids: [id, ...artist.merged.map((each) => each.id)], merged: artist.merged }),
    of: (id) => metadata.get(id) ?? UNKNOWN,
    absent: {
      has: (id) => absent.has(id),
      get size() {
        return absent.size
      },
      get revision() {
        return absences
      },
    },
    energyOf: (id) => analyses.get(id)?.energy ?? 0.5,
    byArtist: (artist) => byArtist.get(normalised(artist)) ?? NONE,
    byGenre: (genre) => genres.get(normalised(genre)) ?? NONE,
    arrivals: arrivals.newest,
    addReference(id, reference) {
      forget(id)
      if (reference === null) return
      const known = metadataOf(reference)
      metadata.set(id, known)
      if (known.artist !== '') added(byArtist, known.artist, id)
      for (const genre of known.genres) added(genres, genre, id)
      if (reference.absentSince === null) return
      absent.add(id)
      absences += 1
    },
    addFeatures(key, features, at) {
      const { trackId: id, extractorVersion } = parseFeatureKey(key)
      const known = analyses.get(id)
      if (features === null) {
        if (known?.extractorVersion !== extractorVersion) return // another extractor version has analysed it since
        analyses.delete(id)
        arrivals.remove({ trackId: id, at: known.at })
        return
      }
      if (known === undefined) arrivals.add({ trackId: id, at })
      const { extractorVersion: analysedBy } = features
      analyses.set(id, { energy: energyOf(features), extractorVersion: analysedBy, at: known?.at ?? at })
    },
  }
}

function added(map: Map<string, Set<TrackId>>, key: string, id: TrackId): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, new Set([id]))
  else known.add(id)
}

/** An empty set is not kept: tags change, and each spelling would stay. */
function removed(map: Map<string, Set<TrackId>>, key: string, id: TrackId): void {
  const known = map.get(key)
  if (known?.delete(id) === true && known.size === 0) map.delete(key)
}

const metadataOf = (reference: AudioReference): ItemMetadata => ({
  artist: normalised(reference.artist),
  album: normalised(reference.album),
  composition: compositionOf(reference.title),
  genres: reference.genres.map(normalised).filter((genre) => genre !== ''),
  artistIds: artistClaims(reference).flatMap(({ known, named }) => [known, named].filter((id) => id !== null)),
  durationMs: reference.durationMs,
})

const normalised = (text: string): string => text.normalize('NFKC').trim().toLowerCase()

/** The part of a title that names a version: in brackets, or after a dash. */
const VERSION =
  /[([][^)\]]*\b(remaster(ed)?|live|mono|stereo|version|edit|mix|remix|demo|acoustic|take|deluxe|bonus|radio)\b[^)\]]*[)\]]/gu
const VERSION_AFTER_DASH = / - [^-]*\b(remaster(ed)?|live|mono|stereo|version|edit|demo|acoustic)\b.*$/u

const compositionOf = (title: string): string =>
  normalised(title).replace(VERSION, '').replace(VERSION_AFTER_DASH, '').trim()

function energyOf({ loudnessDb, spectralCentroid, sampleRateHz, frameSize }: AudioFeatures): number {
  const centroidHz = ((spectralCentroid.mean[0] ?? 0) * sampleRateHz) / frameSize
  const loud = clamped((loudnessDb - CALM_DB) / (LOUD_DB - CALM_DB))
  const bright = clamped(Math.log2(Math.max(1, centroidHz) / DARK_HZ) / BRIGHT_OCTAVES)
  return LOUDNESS_SHARE * loud + (1 - LOUDNESS_SHARE) * bright
}

const clamped = (value: number): number => Math.max(0, Math.min(1, Number.isFinite(value) ? value : 0))
