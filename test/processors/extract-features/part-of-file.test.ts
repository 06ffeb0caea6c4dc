import { describe, expect, it } from 'vitest'
import { partOfFile } from '../../../processors/extract-features/part-of-file.ts'

/** A second has ten samples, each of which says which one it is. */
const all = Float32Array.from({ length: 100 }, (_, at) => at)
const taken = (startMs: number | null, endMs: number | null, pieces: number) => {
  const part = partOfFile({ startMs, endMs }, 10)
  const samples: number[] = []
  let given = 0
  for (; given < all.length && !part.isOver(); given += pieces)
    samples.push(...(part.take([all.subarray(given, given + pieces)])[0] ?? []))
  return [samples[0], samples.at(-1), samples.length, given]
}

describe('a part of a file', () => {
  it.each([
    ['all of it', null, null, [0, 99, 100]],
    ['its start', null, 2_500, [0, 24, 25]],
    ['what is between', 1_000, 2_500, [10, 24, 15]],
    ['its end', 9_900, null, [99, 99, 1]],
    ['nothing of what has no length', 1_000, 1_000, [undefined, undefined, 0]],
    ['nothing of what is behind its end', 10_000, null, [undefined, undefined, 0]],
  ] as const)('is %s, however the file is cut into pieces', (_, startMs, endMs, expected) => {
    for (const pieces of [1, 7, 25, 100]) expect(taken(startMs, endMs, pieces).slice(0, 3)).toStrictEqual(expected)
  })

  it('is over with its last sample', () => {
    expect(taken(0, 2_500, 5).at(-1)).toBe(25)
    const part = partOfFile({ startMs: 0, endMs: 500 }, 10)
    expect([part.passed(), part.isOver(), part.take([all.subarray(0, 5)]).length, part.passed(), part.isOver()]).toStrictEqual([0, false, 1, 5, true]) // prettier-ignore
  })
})
