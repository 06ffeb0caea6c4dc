import { describe, expect, it } from 'vitest'
import { trackId } from '../../../../schemas/generated.ts'
import type { TrackId } from '../../../../schemas/generated.ts'
import { trainCoListening } from '../../../../processors/shared/co-listening/model.ts'
import { seededRandom } from '../../../../processors/shared/random.ts'

const TRACKS = 40
const track = (n: number) => trackId(`t${n % TRACKS}`)

/** Listeners who start somewhere and mostly go on to the next track by number. */
function histories(listeners: number): readonly (readonly TrackId[])[] {
  const random = seededRandom(7)
  return Array.from({ length: listeners }, () => {
    let place = random.below(TRACKS)
    return Array.from({ length: 8 }, () => track((place = random.happens(0.85) ? place + 1 : random.below(TRACKS))))
  })
}

describe('a trained co-listening model', () => {
  const all = histories(300)
  const model = trainCoListening(all, 1)

  it('finds the planted successor first, with the track that it follows and listeners of both', () => {
    for (const n of [3, 17, 31]) {
      const [first] = model.nextItems([track(n)], 5)
      const both = all.filter((list) => list.includes(track(n)) && list.includes(track(n + 1))).length
      expect(first).toMatchObject({ trackId: track(n + 1), anchor: track(n), listeners: both })
    }
  })

  it('orders by falling utility, within the limit', () => {
    const found = model.nextItems([track(3), track(9)], 4)
    expect(found).toHaveLength(4)
    expect(found.map(({ utility }) => utility)).toStrictEqual(
      found.map(({ utility }) => utility).toSorted((a, b) => b - a),
    )
  })

  it('gives the same for the same history, whatever it was asked before', () => {
    const before = model.nextItems([track(5)], 10)
    model.nextItems([track(6), track(20)], 10)
    expect(model.nextItems([track(5)], 10)).toStrictEqual(before)
    expect(trainCoListening(all, 1).nextItems([track(5)], 10)).toStrictEqual(before)
  })

  it('has nothing to say after unknown tracks or none', () => {
    expect(model.nextItems([trackId('new')], 10)).toStrictEqual([])
    expect(model.nextItems([], 10)).toStrictEqual([])
  })

  it('does not show what one person alone listens to', () => {
    const [secret, other] = [trackId('secret'), trackId('other')]
    const alone = trainCoListening([...all, [secret, other, secret, other]], 1)
    expect(alone.nextItems([secret], 10)).toStrictEqual([])
    const shared = trainCoListening([...all, [secret, other], [secret, other]], 1)
    expect(shared.nextItems([secret], 10)).toMatchObject([{ trackId: other, anchor: secret, listeners: 2 }])
  })

  it('can be trained on nothing', () => {
    expect(trainCoListening([], 1).nextItems([track(1)], 10)).toStrictEqual([])
  })
})
