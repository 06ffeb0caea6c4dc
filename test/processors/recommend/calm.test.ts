import { describe, expect, it } from 'vitest'
import { listToStayNear, stayBonuses, stillExplored } from '../../../processors/recommend/calm.ts'
import { itemMetadata } from '../../../processors/recommend/item-metadata.ts'
import { MAX_KNOWN_LISTS, withOffered } from '../../../processors/recommend/offered.ts'
import { coListening } from '../../../processors/shared/co-listening/table.ts'
import { mulberry32 } from '../../../processors/shared/random.ts'
import { libraryIndex } from '../../../processors/shared/similarity/library-index-table.ts'
import type { ListenerProfile, OfferedList, Play, TrackId } from '../../../schemas/generated.ts'
import { playId, recommendationId, trackId } from '../../../schemas/generated.ts'
import type { GlobalTable } from '../../../streams/engine/processor.ts'
import { reading } from '../../../streams/engine/runtime/work.ts'
import { ids, library, playOf, recommendationOf, START } from '../../support/builders.ts'
import { indexing } from '../../support/indexing.ts'
import { recommend } from '../../support/recommend.ts'
import { viewOf } from '../../support/run.ts'

/** Lists made by plays of these events on these tracks, at the offsets 0, 1, ...; each of one track, named after its offset. */
function offeredBy(...answers: readonly (readonly [Play['event'], string])[]): readonly OfferedList[] {
  return answers.reduce<readonly OfferedList[]>((offered, [event, track], offset) => {
    const { causedBy, items } = recommendationOf(1)
    const list = {
      recommendationId: recommendationId(`neighbours-5:plays/0/${offset}`),
      causedBy: { ...causedBy, event, trackId: trackId(track), offset },
      items: items.map((item) => ({ ...item, trackId: trackId(`of ${offset}`) })),
    }
    return withOffered(offered, list)
  }, [])
}
const nearAfter = (offered: readonly OfferedList[], event: Play['event'], track: string) =>
  listToStayNear(offered, playOf(event, track))?.trackIds

describe('the list to stay near', () => {
  const offered = offeredBy(['started', 'a'], ['liked', 'a'], ['finished', 'a'])

  it('is the one made last, whichever was used last', () => {
    expect(nearAfter(offered, 'started', 'b')).toStrictEqual(['of 2'])
    expect(nearAfter(offered.toReversed(), 'started', 'b')).toStrictEqual(['of 2'])
    expect(nearAfter([], 'started', 'b')).toBeUndefined()
  })

  it('is the one from before a play that is withdrawn', () => {
    expect(nearAfter(offered, 'unliked', 'a')).toStrictEqual(['of 0'])
    expect(nearAfter(offered, 'unliked', 'b')).toStrictEqual(['of 2'])
    expect(nearAfter(offered, 'undisliked', 'a')).toStrictEqual(['of 2'])
    const skipped = offeredBy(['finished', 'a'], ['started', 'b'], ['skipped', 'b'], ['started', 'c'])
    expect(nearAfter(skipped, 'retracted', 'b')).toStrictEqual(['of 0'])
  })

  it('is the one made last when the one from before is not remembered any more', () => {
    const many = Array.from({ length: MAX_KNOWN_LISTS }, (_, n) => ['started', `${n}`] as const)
    const later = offeredBy(['liked', 'a'], ...many)
    expect(later.filter(({ trackIds }) => trackIds.length > 0)).toHaveLength(MAX_KNOWN_LISTS)
    expect(nearAfter(later, 'unliked', 'a')).toStrictEqual([`of ${MAX_KNOWN_LISTS}`])
  })

  it('gives its tracks a bonus, the earlier the larger', () => {
    const [list] = offeredBy(['started', 'a'])
    const near = list === undefined ? null : { ...list, trackIds: ids('x', 'y') }
    const after = (event: Play['event']) => stayBonuses(near, { event })
    expect(after('skipped').get(trackId('x'))).toBeGreaterThan(after('skipped').get(trackId('y')) ?? NaN)
    expect(after('skipped').get(trackId('y'))).toBeGreaterThan(after('liked').get(trackId('y')) ?? NaN)
    expect(after('wished').size).toBe(0)
    expect(stayBonuses(null, { event: 'skipped' }).size).toBe(0)
  })
})

describe('what is explored', () => {
  const explored = { trackId: trackId('x'), propensity: 0.01 }
  const near = offeredBy(['started', 'a']).map((list) => ({ ...list, explored }))[0] ?? null
  const stays = (event: Play['event'], isEligible = true) => stillExplored(near, playOf(event, 'b'), () => isEligible)

  it('stays, with the probability of its drawing, until another track begins', () => {
    expect(stays('liked')).toStrictEqual(explored)
    expect(stays('started')).toBeNull()
    expect(stays('liked', false)).toBeNull()
    expect(stillExplored(null, playOf('liked', 'b'), () => true)).toBeNull()
  })
})

describe('a listener', () => {
  const tracks = library(600, 6)
  const views = new Map<GlobalTable<unknown>, unknown>([
    [libraryIndex, viewOf(libraryIndex, [...tracks, ...indexing(tracks)])],
    [itemMetadata, viewOf(itemMetadata, tracks)],
    [coListening, coListening.create()],
  ])
  const read = reading(recommend.name, views)

  /** Plays what stands among the first three, by turns to its end and not; then every act that is measured. */
  function evening(seed: number) {
    const random = mulberry32(seed)
    let profile: ListenerProfile = recommend.initial
    let offset = 0
    let list: readonly TrackId[] = []
    const tell = (event: Play['event'], track: string, playedMs = 0): readonly TrackId[] => {
      const value = playOf(event, track, { playId: playId(`${seed}-${offset}`), playedMs })
      const timestamp = START + 30 * 86_400_000 + offset * 60_000
      const input = { topic: 'plays' as const, key: value.listenerId, value, timestamp, partition: 0, offset }
      const { state, emit } = recommend.step(profile, input, read)
      profile = state
      list = emit.at(-1)?.value?.items.map((item) => item.trackId) ?? list
      offset += 1
      return list
    }
    let playing: string = tracks[Math.floor(random() * tracks.length)]?.value?.trackId ?? ''
    tell('started', playing)
    for (let n = 0; n < 3 + 10 * random(); n += 1) {
      if (random() < 0.5) tell('finished', playing, 180_000)
      else tell('skipped', playing, 4_000)
      playing = list[Math.floor(random() * 3)] ?? ''
      tell('started', playing)
    }
    const before = list
    tell('skipped', playing, 5_000)
    playing = list[0] ?? ''
    const afterSkip = tell('started', playing)
    tell('liked', playing, 20_000)
    const afterUnlike = tell('unliked', playing, 22_000)
    return {
      kept: common(before, afterSkip),
      inOrder: longestRise(afterSkip.slice(0, 5).map((id) => before.indexOf(id)).filter((place) => place >= 0)), // prettier-ignore
      restored: common(afterSkip, afterUnlike),
    }
  }
  const common = (a: readonly TrackId[], b: readonly TrackId[]) => a.filter((id) => b.includes(id)).length
  const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
  const evenings = Array.from({ length: 30 }, (_, n) => evening(n + 1))

  it('keeps most of the list after a skip, the next five in their order, and has it back after a like is taken back', () => {
    expect(median(evenings.map(({ kept }) => kept))).toBeGreaterThanOrEqual(12)
    expect(median(evenings.map(({ inOrder }) => inOrder))).toBeGreaterThanOrEqual(3)
    expect(Math.min(...evenings.map(({ restored }) => restored))).toBeGreaterThanOrEqual(16)
  })
})

/** The length of the longest subsequence that rises. */
function longestRise(values: readonly number[]): number {
  const lengths = values.map(() => 1)
  for (const [i, value] of values.entries()) {
    for (const [j, earlier] of values.slice(0, i).entries())
      if (earlier < value) lengths[i] = Math.max(lengths[i] ?? 1, (lengths[j] ?? 0) + 1)
  }
  return Math.max(0, ...lengths)
}
