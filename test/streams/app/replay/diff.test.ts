import { describe, expect, it } from 'vitest'
import type { Recommendation } from '../../../../schemas/generated.ts'
import { listenerId, trackId } from '../../../../schemas/generated.ts'
import { createDiff, drawOf, overlap } from '../../../../streams/app/replay/diff.ts'
import type { ComparedPlay } from '../../../../streams/app/replay/diff.ts'
import { diffTable } from '../../../../streams/app/replay/diff-table.ts'
import { playOf, recommendationOf } from '../../../support/builders.ts'

/** A list of such tracks; one that ends in `?` was drawn with a chance of a quarter. */
function listOf(...tracks: readonly string[]): Recommendation {
  const whole = recommendationOf(tracks.length)
  const items = whole.items.map((item, i) => {
    const [track = '', drawn] = (tracks[i] ?? '').split('?')
    const isDrawn = drawn !== undefined
    return { ...item, trackId: trackId(track), propensity: isDrawn ? 0.25 : 1, explored: isDrawn }
  })
  return { ...whole, items }
}

const started = (track: string, recorded: Recommendation | null, list: Recommendation | null, name = 'ann'): ComparedPlay => ({
  play: playOf('started', track, { listenerId: listenerId(name) }),
  recorded,
  lists: [{ list, difference: list === null ? 'no list' : 'other content' }],
}) // prettier-ignore

describe('a comparison of lists', () => {
  it('looks a started track up in the lists before it, of its listener, where all have one', () => {
    const diff = createDiff(['other-1'])
    diff.add(started('x', listOf('a', 'b'), listOf('a', 'c')))
    diff.add(started('a', listOf('a', 'b'), listOf('b', 'c'), 'bob')) // the first of bob: there is no list before it
    diff.add(started('c', listOf('d', 'e'), null)) // found in the list of the model alone
    diff.add(started('d', listOf('d', 'e'), listOf('e', 'd'))) // the model had none before it: it does not count
    diff.add(started('d', null, null)) // found in both
    const { models, recordedHits } = diff.figures()
    expect([recordedHits?.value, recordedHits?.n, models[0]?.hits?.value, models[0]?.hits?.n]).toStrictEqual([
      0.5, 2, 1, 2,
    ])
    expect([models[0]?.overlap?.n, models[0]?.overlap?.value]).toStrictEqual([3, (0.5 + 0.5 + 1) / 3])
    expect(models[0]?.differences).toStrictEqual({ 'other content': 3, 'no list': 1 })
  })

  it('compares the first ten, of the longer list', () => {
    const letters = 'abcdefghijkl'.split('')
    expect(overlap(listOf(...letters), listOf(...letters.toReversed()))).toBe(0.8)
    expect(overlap(listOf('a'), listOf('a', 'b'))).toBe(0.5)
    expect(overlap(listOf(), listOf())).toBe(1)
  })

  it('says of a drawn track whether the other model would have shown it there, its own draws aside', () => {
    const shown = listOf('a', 'z?', 'b')
    expect(drawOf(shown, listOf('a', 'b', 'z'), trackId('z'))).toStrictEqual({
      propensity: 0.25,
      isAgreed: true,
      reward: 1,
    })
    expect(drawOf(shown, listOf('a', 'c', 'z'), trackId('a'))).toStrictEqual({
      propensity: 0.25,
      isAgreed: false,
      reward: 0,
    })
    expect(drawOf(shown, listOf('z?', 'c'), trackId('a'))?.isAgreed).toBe(false)
    expect(drawOf(shown, listOf('a', 'b'), trackId('a'))).toBeNull() // it has nothing else to show
    expect(drawOf(listOf('a'), listOf('a'), trackId('a'))).toBeNull()
    expect(drawOf(listOf('a?', 'b?'), listOf('c'), trackId('a'))).toBeNull()
  })

  it('is a table in which each figure has its number and its interval, and few draws no conclusion', () => {
    const diff = createDiff(['other-1'])
    for (let n = 0; n < 40; n += 1)
      diff.add(started('z', listOf('a', 'z?', 'b'), listOf('a', 'b', n % 2 === 0 ? 'z' : 'c')))
    const lines = diffTable(diff.figures()).map((line) => line.split(/ {2,}/))
    expect(lines.slice(0, 6)).toStrictEqual([
      ['', 'other-1', 'recorded'],
      ['overlap@10', expect.stringMatching(/^0\.8\d\d \[0\.\d{3}, 0\.\d{3}\] n=40$/), '–'],
      ['hit@10 of the next started track', expect.stringMatching(/^0\.513 \[.*\] n=39$/), '1.000 [0.910, 1.000] n=39 (shown: biased)'],
      ['IPS, drawn item', expect.stringMatching(/^2\.051, ESS 20\.0 of 39: no conclusion$/), '1.000 [1.000, 1.000] n=39'],
      ['SNIPS, drawn item', '1.000, ESS 20.0 of 39: no conclusion', '1.000 [1.000, 1.000] n=39'],
      ['lists equal in bytes', '0 of 40 (40: other content)', '–'],
    ]) // prettier-ignore
  })
})
