import type { AudioFeatures, AudioReference, TrackId } from '../../schemas/generated.ts'
import { globalTable } from '../../streams/engine/processor.ts'
import { audioFeatures, audioReferences } from '../../schemas/topics.ts'
import { parseFeatureKey } from '../../schemas/keys.ts'

/** What a list is kept varied by; empty texts are not known. */
export interface Traits {
  readonly artist: string
  readonly album: string
  /** The title without what tells versions of one recording apart. */
  readonly work: string
  readonly genres: readonly string[]
  /** Null when it is not known. */
  readonly durationMs: number | null
}

/** Of every track in the library: its size is that of the library. */
export interface TrackTraits {
  of(id: TrackId): Traits
  /** From 0, calm, to 1, energetic; 0.5 when it was not heard. */
  energyOf(id: TrackId): number
  /** Tracks of an artist, of a genre, in the order they came. */
  byArtist(artist: string): ReadonlySet<TrackId>
  byGenre(genre: string): ReadonlySet<TrackId>
  /** The tracks that came last, newest first, with when. */
  arrivals(): readonly { readonly trackId: TrackId; readonly at: number }[]
}

interface OwnedTraits extends TrackTraits {
  refer(id: TrackId, reference: AudioReference | null): void
  /** @param key of a record of audio-features. */
  hear(key: string, features: AudioFeatures | null, at: number): void
}

const UNKNOWN: Traits = { artist: '', album: '', work: '', genres: [], durationMs: null }
const NONE: ReadonlySet<TrackId> = new Set()
/** Arrivals that are remembered; the earliest makes room. */
const MAX_ARRIVALS = 40

/** Quieter than this is calm, louder energetic: most music lies between, in dB of full scale. */
const [CALM_DB, LOUD_DB] = [-30, -8]
/** A centroid of so many octaves above 500 Hz is bright. */
const [DARK_HZ, BRIGHT_OCTAVES] = [500, 4]
const LOUDNESS_SHARE = 0.6

export const trackTraits = globalTable<OwnedTraits, typeof audioReferences | typeof audioFeatures>({
  name: 'track-traits',
  from: [audioReferences, audioFeatures],
  create: createTraits,
  apply(content, record) {
    switch (record.topic) {
      case 'audio-references':
        content.refer(record.key, record.value)
        return
      case 'audio-features':
        content.hear(record.key, record.value, record.timestamp)
    }
  },
})

function createTraits(): OwnedTraits {
  const traits = new Map<TrackId, Traits>()
  const energies = new Map<TrackId, { readonly energy: number; readonly extractorVersion: string }>()
  const artists = new Map<string, Set<TrackId>>()
  const genres = new Map<string, Set<TrackId>>()
  let arrivals: { readonly trackId: TrackId; readonly at: number }[] = []
  const forget = (id: TrackId): void => {
    const known = traits.get(id)
    if (known === undefined) return
    artists.get(known.artist)?.delete(id)
    for (const genre of known.genres) genres.get(genre)?.delete(id)
    traits.delete(id)
  }
  return {
    of: (id) => traits.get(id) ?? UNKNOWN,
    energyOf: (id) => energies.get(id)?.energy ?? 0.5,
    byArtist: (artist) => artists.get(plain(artist)) ?? NONE,
    byGenre: (genre) => genres.get(plain(genre)) ?? NONE,
    arrivals: () => arrivals,
    refer(id, reference) {
      forget(id)
      if (reference === null) return
      const known = traitsOf(reference)
      traits.set(id, known)
      if (known.artist !== '') added(artists, known.artist, id)
      for (const genre of known.genres) added(genres, genre, id)
    },
    hear(key, features, at) {
      const { trackId: id, extractorVersion } = parseFeatureKey(key)
      if (features === null) {
        if (energies.get(id)?.extractorVersion !== extractorVersion) return // another version has heard it since
        energies.delete(id)
        arrivals = arrivals.filter(({ trackId }) => trackId !== id)
        return
      }
      const isNew = !energies.has(id)
      energies.set(id, { energy: energyOf(features), extractorVersion: features.extractorVersion })
      if (!isNew) return
      arrivals = [...arrivals, { trackId: id, at }]
        .sort((a, b) => b.at - a.at || (a.trackId < b.trackId ? -1 : 1))
        .slice(0, MAX_ARRIVALS)
    },
  }
}

function added(map: Map<string, Set<TrackId>>, key: string, id: TrackId): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, new Set([id]))
  else known.add(id)
}

const traitsOf = (reference: AudioReference): Traits => ({
  artist: plain(reference.artist),
  album: plain(reference.album),
  work: workOf(reference.title),
  genres: reference.genres.map(plain).filter((genre) => genre !== ''),
  durationMs: reference.durationMs,
})

const plain = (text: string): string => text.normalize('NFKC').trim().toLowerCase()

/** What a title says of its version: in brackets, or behind a dash. */
const VERSION =
  /[([][^)\]]*\b(remaster(ed)?|live|mono|stereo|version|edit|mix|remix|demo|acoustic|take|deluxe|bonus|radio)\b[^)\]]*[)\]]/gu
const VERSION_BEHIND = / - [^-]*\b(remaster(ed)?|live|mono|stereo|version|edit|demo|acoustic)\b.*$/u

const workOf = (title: string): string => plain(title).replace(VERSION, '').replace(VERSION_BEHIND, '').trim()

function energyOf({ loudnessDb, spectralCentroid, sampleRateHz, frameSize }: AudioFeatures): number {
  const centroidHz = ((spectralCentroid.mean[0] ?? 0) * sampleRateHz) / frameSize
  const loud = within((loudnessDb - CALM_DB) / (LOUD_DB - CALM_DB))
  const bright = within(Math.log2(Math.max(1, centroidHz) / DARK_HZ) / BRIGHT_OCTAVES)
  return LOUDNESS_SHARE * loud + (1 - LOUDNESS_SHARE) * bright
}

const within = (value: number): number => Math.max(0, Math.min(1, Number.isFinite(value) ? value : 0))
