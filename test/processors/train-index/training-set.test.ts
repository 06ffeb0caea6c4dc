import { describe, expect, it } from 'vitest'
import { train } from '../../../processors/shared/similarity/training/train.ts'
import { dueTraining } from '../../../processors/train-index/training-set.ts'
import { DIMENSIONS } from '../../../processors/shared/similarity/vector.ts'
import { uniformHash } from '../../../processors/shared/random.ts'

const trained = train({
  ids: Array.from({ length: 100 }, (_, i) => `t${i}`),
  rows: Float32Array.from({ length: 100 * DIMENSIONS }, (_, i) => uniformHash(String(i))),
  dimensions: DIMENSIONS,
  extractorVersion: '1',
  last: null,
  retrain: true,
})
const retraining = (extractorVersion: string) => ({ extractorVersion, retrain: true })
const measured = { extractorVersion: '1', retrain: false }

describe('what is due', () => {
  it.each([
    ['nothing before there are tracks', null, [], null],
    ['nothing while there are too few', null, [['1', 7]], null],
    ['a first training at the eighth', null, [['1', 8]], retraining('1')],
    [
      'of two extractors the one that has heard most',
      null,
      [
        ['1', 8],
        ['2', 9],
      ],
      retraining('2'),
    ],
    ['nothing while the library stays', trained, [['1', 100]], null],
    ['nothing while it grows a little', trained, [['1', 124]], null],
    ['a measuring when it has grown by a quarter', trained, [['1', 125]], measured],
    ['a measuring when it has shrunk as much', trained, [['1', 80]], measured],
    ['nothing more at the same size', { ...trained, measuredOn: 125 }, [['1', 125]], null],
    ['a training when it has doubled', trained, [['1', 200]], retraining('1')],
    ['a training when it has halved', trained, [['1', 50]], retraining('1')],
    [
      'nothing while another extractor has heard a part',
      trained,
      [
        ['1', 100],
        ['2', 98],
      ],
      null,
    ],
    [
      'a training when that has heard all but a file in a hundred',
      trained,
      [
        ['1', 100],
        ['2', 99],
      ],
      retraining('2'),
    ],
    [
      'nothing while the features of an earlier extractor are still there',
      { ...trained, extractorVersion: '10' },
      [
        ['9', 101],
        ['10', 100],
      ],
      null,
    ],
    [
      'a training when an earlier extractor has heard more than the later one, whose release was taken back',
      { ...trained, extractorVersion: '10' },
      [
        ['9', 102],
        ['10', 100],
      ],
      retraining('9'),
    ],
    ['a training for vectors of other dimensions', { ...trained, scalingMean: [0] }, [['1', 100]], retraining('1')],
    ['nothing when all tracks are gone', trained, [], null],
  ] as const)('is %s', (_, last, counts, expected) => {
    expect(dueTraining({ last, counts: new Map(counts) })).toStrictEqual(expected)
  })
})
