import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../../processors/shared/random.ts'
import { melody } from '../../../../streams/app/demo/melody.ts'
import { around } from '../../../../streams/app/demo/pattern.ts'
import { chordOf, SCALES } from '../../../../streams/app/demo/theory.ts'

const key = { tonic: 48, scale: SCALES.dorian }
const chords = [0, 3, 4, 0].map((degree) => chordOf(key, degree))
const plan = {
  ...{ key, chords, beatsPerBar: 4, low: 65, high: 84, firstBar: 2, bars: 8, legato: 1 },
  rhythms: [
    [1, 0.5, 0.5, 1, 1],
    [-1, 1.5, 0.5, 1],
    [0.5, 0.5, 1, -0.5, 0.5, 1],
  ],
}
const classOf = (midi: number) => midi % 12

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('a tune from seed %i', (seed) => {
  const tune = melody(seededRandom(seed), plan)

  it('stays in its key, its range and its bars', () => {
    const scale = new Set(key.scale.map((step) => classOf(key.tonic + step)))
    expect(
      tune.filter(
        ({ midi, at }) =>
          !scale.has(classOf(midi)) || midi < plan.low - 2 || midi > plan.high + 2 || at < 8 || at >= 40,
      ),
    ).toStrictEqual([])
  })

  it('has tones of the chord on strong beats, and ends on the root', () => {
    const strong = tune.filter(({ at }) => at % 2 === 0)
    const foreign = strong.filter(
      ({ at, midi }) =>
        !around(chords, (at / 4) | 0)
          .map(classOf)
          .includes(classOf(midi)),
    )
    const home = around(chords, plan.firstBar + plan.bars - 1)[0] ?? 0
    expect([foreign, classOf(tune.at(-1)?.midi ?? 0)]).toStrictEqual([[], classOf(home)])
  })

  it('repeats its gesture: the rhythm of bars one, two and four is the same', () => {
    const rhythm = (bar: number) =>
      tune.filter(({ at }) => at >= (bar + 2) * 4 && at < (bar + 3) * 4).map(({ at }) => at % 4)
    expect([rhythm(1), rhythm(3), rhythm(4)]).toStrictEqual([rhythm(0), rhythm(0), rhythm(0)])
  })

  it('is the same from the same seed', () => {
    expect(melody(seededRandom(seed), plan)).toStrictEqual(tune)
  })
})
