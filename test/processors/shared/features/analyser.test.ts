import { describe, expect, it } from 'vitest'
import { CENTROID, RMS, ZERO_CROSSINGS } from '../../../../processors/shared/features/frame-features.ts'
import { framer } from '../../../../processors/shared/features/framer.ts'
import { analyser } from '../../../../processors/shared/features/analyser.ts'
import type { SampleFeatures } from '../../../../processors/shared/features/analyser.ts'
import { noise, silence, sine, sum } from '../../../support/audio.ts'

function soundOf(channels: readonly Float32Array[], sampleRateHz: number, pieceLength = Infinity): SampleFeatures {
  const ear = analyser(sampleRateHz)
  const samples = channels[0]?.length ?? 0
  for (let at = 0; at < samples; at += pieceLength) {
    ear.push(channels.map((channel) => channel.subarray(at, Math.min(samples, at + pieceLength))))
  }
  return ear.result()
}

/** Mean and population deviation by their definitions. */
function summaryOf(rows: readonly number[][]) {
  const columns = (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? 0))
  const mean = columns.map((values) => values.reduce((a, b) => a + b, 0) / values.length)
  const deviation = columns.map((values, column) =>
    Math.sqrt(values.reduce((total, value) => total + (value - (mean[column] ?? 0)) ** 2, 0) / values.length),
  )
  return { mean, deviation }
}

/** Upper triangle, row by row, of a matrix with one value on the diagonal and zeros elsewhere. */
const diagonal = (size: number, value: number) =>
  Array.from({ length: size }, (_, row) => [value, ...new Array<number>(size - row - 1).fill(0)]).flat()

const rounded = ({ mean, deviation }: { readonly mean: readonly number[]; readonly deviation: readonly number[] }) => ({
  mean: mean.map((value) => value.toPrecision(9)),
  deviation: deviation.map((value) => value.toPrecision(9)),
})

describe('a listener', () => {
  it('sums up the features of all frames', () => {
    const signal = sum(noise(44_100, 1, 0.1), sine(44_100, 440, 44_100))
    const rows: number[][] = []
    const { push } = framer(44_100, {
      onSamples: () => undefined,
      onFrame: ({ features }) => rows.push([...features]),
    })
    push([signal])

    const { mfcc, spectralCentroid, zeroCrossingRate, rms, frames, durationMs } = soundOf([signal], 44_100)
    const column = (first: number, end: number) => rounded(summaryOf(rows.map((row) => row.slice(first, end))))
    expect({ frames, durationMs }).toStrictEqual({ frames: 42, durationMs: 1000 })
    expect(rounded(mfcc)).toStrictEqual(column(0, 13))
    expect(rounded(spectralCentroid)).toStrictEqual(column(CENTROID, CENTROID + 1))
    expect(rounded(zeroCrossingRate)).toStrictEqual(column(ZERO_CROSSINGS, ZERO_CROSSINGS + 1))
    expect(rounded(rms)).toStrictEqual(column(RMS, RMS + 1))
  })

  it('measures the level of the whole track', () => {
    const { loudnessDb } = soundOf([sine(48_000, 1_000, 48_000, 0.5)], 48_000)
    expect(loudnessDb).toBeCloseTo(20 * Math.log10(0.5 / Math.SQRT2), 6)
  })

  it('draws the whole track, to its last sample', () => {
    const { peaks } = soundOf([silence(99_999).fill(-1, 99_998)], 44_100)
    expect([...peaks]).toStrictEqual([...new Array<number>(799).fill(0), 255])
  })

  it('analyses silence as finite numbers', () => {
    expect(soundOf([silence(22_050), silence(22_050)], 22_050)).toStrictEqual({
      durationMs: 1000,
      frames: 20,
      mfcc: { mean: new Array(13).fill(0), deviation: new Array(13).fill(0) },
      spectralCentroid: { mean: [0], deviation: [0] },
      zeroCrossingRate: { mean: [0], deviation: [0] },
      rms: { mean: [0], deviation: [0] },
      loudnessDb: -120,
      loudnessLufs: null,
      bandCepstrum: new Array(20).fill(0),
      cepstrumSpread: diagonal(10, Math.log(0.01)),
      bandCentroid: { mean: [0], deviation: [0] },
      bandFlatness: { mean: [0], deviation: [0] },
      modulation: new Array(56).fill(Math.log(0.01)),
      pulse: new Array(20).fill(0),
      tempoBpm: null,
      chroma: new Array(12).fill(0),
      peaks: new Uint8Array(800),
    })
  })

  it('leaves digitally silent frames out of the centroid', () => {
    const tone = sine(44_032, 1_000, 44_100)
    const loud = soundOf([tone], 44_100)
    const pause = new Float32Array(44_032)
    const [withPause, abrupt] = [
      [tone, pause],
      [tone, pause.slice(0, 1024)],
    ].map((parts) => soundOf([Float32Array.from(parts.flatMap((part) => [...part]))], 44_100))
    expect(withPause?.spectralCentroid).toStrictEqual(abrupt?.spectralCentroid)
    expect(withPause?.frames).toBe(loud.frames + 43)
  })

  it.each([1_000, 2_048, 30_011])('analyses the same in pieces of %i samples', (pieceLength) => {
    const channels = [noise(150_000, 5), noise(150_000, 6)]
    expect(soundOf(channels, 44_100, pieceLength)).toStrictEqual(soundOf(channels, 44_100))
  })
})
