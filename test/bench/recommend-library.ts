import { featuresOf, playOf, referenceOf, START } from '../support/builders.ts'
import { mulberry32 } from '../../processors/shared/random.ts'
import { featureKey } from '../../schemas/keys.ts'
import { emptyProfile, fold } from '../../processors/recommend/profile.ts'
import { listenerId, playId, trackId } from '../../schemas/generated.ts'
import type { ListenerProfile, Play } from '../../schemas/generated.ts'
import { scale } from '../../processors/shared/similarity/space.ts'
import { vectorOf } from '../../processors/shared/similarity/vector.ts'
import type { StreamRecord } from '../../streams/engine/topic.ts'
import { record } from '../../streams/engine/topic.ts'
import { audioFeatures, audioReferences, indexUpdates, listenerProfiles, plays } from '../../schemas/topics.ts'

export const TRACKS = 100_000
export const LISTENERS = 20_000
/** Plays that a listener has behind them when the measuring begins. */
const BEHIND = 20
const CELLS = 316
const PROBES = 8
const EXTRACTOR = 'extractor-1'
const MINUTE_MS = 60_000
const DEVIATION = 1.5

const random = mulberry32(20260214)
/** Evenly spread, with a variance of 1. */
const noise = (): number => (random() - 0.5) * Math.sqrt(12)
const jittered = (numbers: readonly number[]): readonly number[] => numbers.map((each) => each + noise())
const track = (n: number) => trackId(`track-${n}`)

/** What tracks of one cell have in common; only what a track is compared by matters. */
const cells = Array.from({ length: CELLS }, (_, cell) => {
  const like = featuresOf(`cell ${cell}`, 0, { extractorVersion: EXTRACTOR })
  const moved = (numbers: readonly number[]) => numbers.map(noise)
  return {
    ...like,
    bandCepstrum: moved(like.bandCepstrum),
    cepstrumSpread: moved(like.cepstrumSpread),
    modulation: moved(like.modulation),
    pulse: moved(like.pulse),
    chroma: moved(like.chroma),
  }
})

/** A library in cells, as index-tracks would leave it behind. */
export function* libraryRecords(tracks = TRACKS, cellCount = CELLS): Generator<StreamRecord> {
  const used = cells.slice(0, cellCount)
  for (let n = 0; n < tracks; n += 1) {
    const cell = n % used.length
    const like = cells[cell] ?? featuresOf('', 0)
    const reference = {
      artist: `artist ${n % 5_000}`,
      album: `album ${n % 9_000}`,
      durationMs: 120_000 + ((n * 7_919) % 180_000),
    }
    yield record(audioReferences, track(n), referenceOf(track(n), reference), START)
    const features = {
      ...like,
      trackId: track(n),
      bandCepstrum: jittered(like.bandCepstrum),
      cepstrumSpread: jittered(like.cepstrumSpread),
      modulation: jittered(like.modulation),
      pulse: jittered(like.pulse),
      chroma: jittered(like.chroma),
    }
    yield record(audioFeatures, featureKey(track(n), EXTRACTOR), features, START)
    const assignment = { version: 1, trackId: track(n), cell, distance: random() }
    yield record(indexUpdates, `track/${track(n)}`, { codebook: null, centroid: null, assignment }, START)
  }
  const dimensions = (vectorOf(cells[0] ?? featuresOf('', 0)) ?? []).length
  const scaling = {
    mean: new Array<number>(dimensions).fill(0),
    deviation: new Array<number>(dimensions).fill(DEVIATION),
  }
  for (const [cell, like] of used.entries()) {
    const centroid = { version: 1, cell, position: [...scale(vectorOf(like) ?? new Float64Array(dimensions), scaling)] }
    yield record(indexUpdates, `cell/${cell}`, { codebook: null, centroid, assignment: null }, START)
  }
  const codebook = {
    version: 1,
    extractorVersion: EXTRACTOR,
    cells: used.length,
    scalingMean: scaling.mean,
    scalingDeviation: scaling.deviation,
    seed: 1,
    trainedOn: tracks,
    tracks,
    probes: PROBES,
    measuredRecall: 1,
    measuredOn: tracks,
    recallGoal: 0.95,
    comparisons: used.length + (PROBES * tracks) / used.length,
    smallestCell: Math.floor(tracks / used.length),
    medianCell: Math.floor(tracks / used.length),
    largestCell: Math.ceil(tracks / used.length),
    imbalance: 1,
    hubSkew: 0,
  }
  yield record(indexUpdates, 'codebook', { codebook, centroid: null, assignment: null }, START)
}

const EVENTS = ['started', 'finished', 'started', 'skipped', 'started', 'finished', 'liked'] as const
/** A few tracks are played much: half of all plays are of one in sixteen. */
const drawnTrack = (tracks: number) => track(Math.floor(tracks * random() ** 4))

let minted = 0
export function drawnPlay(listener: number, at: number, tracks = TRACKS): Play {
  minted += 1
  const event = EVENTS[minted % EVENTS.length] ?? 'started'
  return playOf(event, drawnTrack(tracks), {
    listenerId: listenerId(`listener-${listener}`),
    playId: playId(`play-${minted}`),
    sessionId: `session-${listener}`,
    playedMs: Math.floor(random() * 60_000),
    arrivedAt: at,
  })
}

/** What recommend knows of everybody when it starts. */
export function* profileRecords(tracks = TRACKS): Generator<StreamRecord> {
  for (let listener = 0; listener < LISTENERS; listener += 1) {
    let profile: ListenerProfile = emptyProfile
    for (let n = 0; n < BEHIND; n += 1) {
      const at = START + n * MINUTE_MS
      profile = fold(profile, drawnPlay(listener, at, tracks), at, n)
    }
    yield record(listenerProfiles, listenerId(`listener-${listener}`), profile, START)
  }
}

/** Plays of listeners drawn at random, an hour later. */
export function* playRecords(count: number): Generator<StreamRecord> {
  for (let n = 0; n < count; n += 1) {
    const at = START + 60 * MINUTE_MS + n
    const play = drawnPlay(Math.floor(random() * LISTENERS), at)
    yield record(plays, play.listenerId, play, at)
  }
}
