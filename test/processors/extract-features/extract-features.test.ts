import { describe, expect, it } from 'vitest'
import type { AudioFeatures, AudioReference, IndexUpdate } from '../../../schemas/generated.ts'
import type { Read, GlobalTable } from '../../../streams/engine/processor.ts'
import { record } from '../../../streams/engine/topic.ts'
import type { AnyTopic } from '../../../streams/engine/topic.ts'
import { analysisFailures, audioFeatures, audioReferences, indexUpdates } from '../../../schemas/topics.ts'
import { EXTRACTOR_VERSION, extractFeatures } from '../../../processors/extract-features/extract-features.ts'
import { featureKey } from '../../../schemas/keys.ts'
import { analysedTracks } from '../../../processors/extract-features/analysed-tracks.ts'
import type { AnalysedTracks } from '../../../processors/extract-features/analysed-tracks.ts'
import { HASH, TRACK, features, analysedFile, input, reference } from './references.ts'

const KEY = `${TRACK}@2`
const nothingHeard = () => reading(viewOf([]))

type Fact = { readonly features: AudioFeatures | null; readonly at: number } | { readonly goneAt: number }

/** The view after these records, in this order. */
function viewOf(facts: readonly Fact[]): AnalysedTracks {
  const tracks = analysedTracks.create()
  for (const fact of facts) {
    analysedTracks.apply(
      tracks,
      'goneAt' in fact
        ? record(audioReferences, TRACK, null, fact.goneAt)
        : record(audioFeatures, KEY, fact.features, fact.at),
    )
  }
  return tracks
}

const reading = (content: AnalysedTracks): Read => {
  return <C, In extends AnyTopic>(view: GlobalTable<C, In>): C => {
    expect(view.name).toBe(analysedTracks.name)
    return content as C
  }
}

const needs = (value: AudioReference | null, facts: readonly Fact[], timestamp = 1_000) =>
  extractFeatures.needsAnswer(input(value, timestamp), reading(viewOf(facts)))

const codebook = {
  version: 3,
  extractorVersion: '2',
  cells: 1,
  scalingMean: [0],
  scalingDeviation: [1],
  seed: 3,
  trainedOn: 9,
  tracks: 9,
  probes: 1,
  measuredRecall: 1,
  measuredOn: 9,
  recallGoal: 0.95,
  comparisons: 0,
  smallestCell: 9,
  medianCell: 9,
  largestCell: 9,
  imbalance: 1,
  hubSkew: 0,
}

describe('extract-features asks for a file', () => {
  const heard: Fact = { features, at: 500 }

  it.each([
    ['that was never heard', reference(), [], true],
    ['that was heard, when it is scanned again', reference(), [heard], false],
    ['that was heard, when it was moved', reference({ path: 'Elsewhere/song.flac' }), [heard], false],
    ['whose bytes are others, and whose sound is not known', reference({ contentHash: 'f'.repeat(64) }), [heard], true],
    ['that was retagged', reference({ contentHash: 'f'.repeat(64), soundHash: '5'.repeat(64) }), [heard], false],
    ['that another version heard', reference(), [{ features: { ...features, extractorVersion: '0' }, at: 500 }], true],
    ['that is gone', null, [heard], false],
    ['that is not here now', reference({ absentSince: 900 }), [], false],
    ['whose features are gone', reference(), [heard, { features: null, at: 600 }], true],
    ['that came back before its features were removed', reference(), [heard, { goneAt: 600 }], true],
    ['that came back within the same scan', reference(), [heard, { goneAt: 500 }], true],
    ['that came back and was heard again', reference(), [heard, { goneAt: 600 }, { features, at: 700 }], false],
    [
      'that came back and was heard again, told in another order',
      reference(),
      [{ features, at: 700 }, { goneAt: 600 }],
      false,
    ],
  ] satisfies [string, AudioReference | null, Fact[], boolean][])('%s: %#', (_, value, facts, expected) => {
    expect(needs(value, facts)).toBe(expected)
  })

  it('again when the version has risen: it begins with the first reference, and asks for what only the last version heard', () => {
    expect(extractFeatures.version).toBe(EXTRACTOR_VERSION)
    const last = viewOf([
      { features: { ...features, extractorVersion: String(Number(EXTRACTOR_VERSION) - 1) }, at: 500 },
    ])
    expect(extractFeatures.needsAnswer(input(reference()), reading(last))).toBe(true)
    const [again] = extractFeatures.emit(input(reference()), analysedFile, reading(last))
    expect(again?.key).toBe(featureKey(TRACK, EXTRACTOR_VERSION))
    analysedTracks.apply(last, record(audioFeatures, KEY, features, 600))
    expect([...(last.analyses.get(TRACK)?.keys() ?? [])]).toStrictEqual(['1', '2']) // beside what the last one heard
  })

  it('keeps no trace of a file that came back', () => {
    const { analyses, goneAt } = viewOf([heard, { goneAt: 600 }, { features, at: 700 }])
    expect(analyses).toStrictEqual(
      new Map([[TRACK, new Map([[features.extractorVersion, { contentHash: HASH, at: 700 }]])]]),
    )
    expect(goneAt.size).toBe(0)
  })

  it('keeps no trace of a file that is gone, once its features are', () => {
    const { analyses, goneAt } = viewOf([heard, { goneAt: 600 }, { features: null, at: 600 }])
    expect([analyses.size, goneAt.size]).toStrictEqual([0, 0])
  })
})

it('forgets removed tracks once their features are, and at the start those whose features were', () => {
  const live = viewOf([{ features, at: 500 }, { goneAt: 600 }, { features: null, at: 600 }])
  const atStart = viewOf([{ features: null, at: 600 }, { goneAt: 600 }])
  analysedTracks.prepare?.(atStart)
  expect([live.goneAt.size, atStart.goneAt.size]).toStrictEqual([0, 0])
  const between = viewOf([{ features, at: 500 }, { goneAt: 600 }])
  analysedTracks.prepare?.(between)
  expect([...between.goneAt.entries()]).toStrictEqual([[TRACK, 600]])
})

describe('extract-features emits', () => {
  it('what was heard, at the time of the reference', () => {
    expect(extractFeatures.emit(input(reference(), 1_234), analysedFile, nothingHeard())).toStrictEqual([
      { topic: 'audio-features', key: KEY, value: features, timestamp: 1_234 },
      record(analysisFailures, TRACK, null, 1_234),
    ])
  })

  it('what fits the schema', () => {
    expect(audioFeatures.value.decode(audioFeatures.value.encode(features))).toStrictEqual(features)
  })

  it('nothing when nothing was asked', () => {
    expect(extractFeatures.emit(input(reference()), null, nothingHeard())).toStrictEqual([])
  })

  it('for a tombstone one for each version that may have heard the track, also under the track alone, as the first did', () => {
    const read = reading(
      viewOf([
        { features, at: 500 },
        { features: { ...features, extractorVersion: '7' }, at: 600 },
      ]),
    )
    expect(extractFeatures.emit(input(null, 1_234), null, read)).toStrictEqual([
      ...[KEY, TRACK, `${TRACK}@7`].map((key) => ({ topic: 'audio-features', key, value: null, timestamp: 1_234 })),
      record(analysisFailures, TRACK, null, 1_234),
    ])
  })

  it('tombstones of earlier versions for a codebook that holds a later one, and nothing for other updates of the index', () => {
    const tracks = [
      { features: { ...features, extractorVersion: '1' }, at: 500 },
      { features, at: 600 },
    ]
    const emitted = (update: Partial<IndexUpdate> | null, facts: readonly Fact[]) => {
      const value = update && { codebook: null, centroid: null, assignment: null, ...update }
      const read = { topic: indexUpdates.name, key: 'codebook', value, timestamp: 1_234, partition: 0, offset: 0 }
      expect(extractFeatures.needsAnswer(read, reading(viewOf(facts)))).toBe(false)
      return extractFeatures.emit(read, null, reading(viewOf(facts)))
    }
    const inForce = (extractorVersion: string) => ({ codebook: { ...codebook, extractorVersion } })
    expect(emitted(inForce('2'), tracks)).toStrictEqual(
      [`${TRACK}@1`, TRACK].map((key) => ({ topic: 'audio-features', key, value: null, timestamp: 1_234 })),
    )
    expect(emitted(inForce('1'), tracks)).toStrictEqual([])
    expect(emitted({ centroid: { version: 3, cell: 0, position: [0] } }, tracks)).toStrictEqual([])
    expect(emitted(null, tracks)).toStrictEqual([])
  })

  it('an error with code and message for a file that could not be heard', () => {
    const answer = { ok: false, code: 'too-short', message: '"a.wav" is short.' } as const
    expect(() => extractFeatures.emit(input(reference()), answer, nothingHeard())).toThrow(
      expect.objectContaining({ name: 'Unprocessable', code: 'too-short', message: answer.message }),
    )
  })

  it('that a file waits for its library folder, and no dead letter', () => {
    const answer = { ok: false, code: 'library-away', message: 'It waits.' } as const
    expect(extractFeatures.emit(input(reference(), 1_234), answer, nothingHeard())).toStrictEqual([
      record(
        analysisFailures,
        TRACK,
        { trackId: TRACK, code: 'library-away', message: 'It waits.', extractorVersion: EXTRACTOR_VERSION },
        1_234,
      ),
    ])
  })

  it('beside the dead letter of a reference why there are no features, which stays', () => {
    const cause = { code: 'too-short', message: 'm'.repeat(1_001) }
    const of = (topic: string, key: string) => extractFeatures.onDeadLetter?.({ topic, key, timestamp: 1_234 }, cause)
    const failure = { trackId: TRACK, ...cause, message: 'm'.repeat(1_000), extractorVersion: EXTRACTOR_VERSION }
    expect([of('audio-references', TRACK), of('audio-references', ''), of('index-updates', 'codebook')]).toStrictEqual([
      [record(analysisFailures, TRACK, failure, 1_234)],
      [],
      [],
    ])
    expect(analysisFailures.value.decode(analysisFailures.value.encode(failure))).toStrictEqual(failure)
  })

  it('an error for a file that is not the one that was scanned', () => {
    const changed = { ...analysedFile, contentHash: 'f'.repeat(64) }
    expect(() => extractFeatures.emit(input(reference()), changed, nothingHeard())).toThrow(
      expect.objectContaining({ name: 'Unprocessable', code: 'file-changed' }),
    )
  })
})
