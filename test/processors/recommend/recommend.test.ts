import { describe, expect, it } from 'vitest'
import { parseFeatureKey } from '../../../schemas/keys.ts'
import { libraryIndex } from '../../../processors/shared/similarity/library-index-table.ts'
import { similarity } from '../../../processors/recommend/similarity.ts'
import { itemMetadata } from '../../../processors/recommend/item-metadata.ts'
import { coListening } from '../../../processors/shared/co-listening/table.ts'
import { catalogueTracks } from '../../../processors/monitor-feedback/catalogue-tracks.ts'
import { monitorFeedback } from '../../../processors/monitor-feedback/monitor-feedback.ts'
import { idHash } from '../../../processors/shared/recent-ids.ts'
import { models } from '../../../processors/recommend/models.ts'
import { neighbours } from '../../../processors/recommend/rank.ts'
import { recommendWith } from '../../../processors/recommend/recommend.ts'
import { shadow } from '../../../processors/recommend/shadows.ts'
import { recommend } from '../../support/recommend.ts'
import type { AudioReference, Play, Recommendation, SessionWish } from '../../../schemas/generated.ts'
import { listenerId, playId, recommendationId, trackId } from '../../../schemas/generated.ts'
import type { GlobalTable } from '../../../streams/engine/processor.ts'
import type { StreamRecord } from '../../../streams/engine/topic.ts'
import { record } from '../../../streams/engine/topic.ts'
import { audioReferences, plays } from '../../../schemas/topics.ts'
import { heard, library, played, referenceOf, START } from '../../support/builders.ts'
import { indexing } from '../../support/indexing.ts'
import { run, runWithState, viewOf } from '../../support/run.ts'
import type { Input } from '../../support/run.ts'
import { ours } from '../../support/own-lists.ts'

const indexed = (tracks: readonly StreamRecord[], others: readonly StreamRecord[] = []) =>
  new Map<GlobalTable<unknown>, unknown>([
    [libraryIndex, viewOf(libraryIndex, [...tracks, ...indexing(tracks)])],
    [itemMetadata, viewOf(itemMetadata, [...tracks, ...others])],
    [coListening, viewOf(coListening, others)],
  ])
/** Those of the library by their ids alone. */
const sixty = library(60).map((each) => ({ ...each, key: parseFeatureKey(each.key).trackId }))
/** Sixty tracks of three styles, twenty each: the letter of an id is its style. */
const views = indexed(library(60))
const lists = (records: readonly Input[], of = views): readonly Recommendation[] =>
  run(recommend, records, of).map(({ value }) => value as Recommendation)
const last = (records: readonly Input[], of = views) => lists(records, of).at(-1)
/** Items as letters of their styles, the explored one aside, which is wherever chance wants it. */
const styles = (list: Recommendation | undefined) =>
  (list?.items ?? []).filter(({ propensity }) => propensity === 1).map((item) => item.trackId.charAt(0)).join('') // prettier-ignore
const suggestedIds = (list: Recommendation | undefined) => (list?.items ?? []).map((item) => item.trackId)

describe('recommend', () => {
  it('suggests no track that is not here now, and makes do with the few that are', () => {
    const isAbsent = (id: string) => !['a0', 'a1', 'b0', 'b1', 'c0', 'c1'].includes(id)
    const references = sixty.map(({ key }) =>
      record(audioReferences, key, referenceOf(key, { absentSince: isAbsent(key) ? START : null }), START),
    )
    const here = indexed(library(60), references)
    const liked = played('liked', 'a0')
    for (const list of [last([liked], here), last([played('liked', 'c7'), liked], here)])
      expect([...suggestedIds(list)].sort()).toStrictEqual(['a1', 'b0', 'b1', 'c0', 'c1'])
    const back = indexed(
      library(60),
      references.map((each) => record(audioReferences, each.key, referenceOf(each.key), START)),
    )
    expect(suggestedIds(last([liked], back))).toStrictEqual(suggestedIds(last([liked])))
  })

  it('answers a play with tracks that sound like it, each with its reason', () => {
    const emitted = run(recommend, [{ ...played('liked', 'a0'), partition: 3, offset: 41 }], indexed(library(9)))
    const index = viewOf(libraryIndex, [...library(9), ...indexing(library(9))])
    const near = index.nearest(trackId('a0'), 2)
    const value = emitted[0]?.value as Recommendation
    expect(emitted).toStrictEqual([{ ...played('liked', 'a0'), topic: 'recommendations', value }])
    expect({ ...value, items: value.items.slice(0, 2).map((item) => ({ ...item, score: 0 })) }).toStrictEqual({
      recommendationId: 'neighbours-5:plays/3/41',
      listenerId: 'ann',
      model: 'neighbours-5',
      indexVersion: 1,
      causedBy: {
        topic: 'plays',
        partition: 3,
        offset: 41,
        playId: 'liked-a0',
        trackId: 'a0',
        event: 'liked',
        takenFrom: null,
        takesBack: [],
      },
      candidates: 8,
      relationsVersion: 0,
      shown: true,
      items: near.map(({ trackId: id, distance, alike, groups }, i) => ({
        trackId: id,
        rank: i + 1,
        score: 0,
        propensity: 1,
        reason: { kind: 'like', seedTrackId: 'a0', seedOffset: 41, distance, alike, apart: Object.entries(groups).map(([group, far]) => ({ group, distance: far })), listeners: null }, // prettier-ignore
        explored: false,
      })),
    })
    const [first, second] = near.map(({ distance }, i) => 0.75 ** i * (2 * similarity(distance)))
    expect(value.items.slice(0, 2).map(({ score }) => score)).toStrictEqual([first, second])
  })

  it('ranks from 1 without a gap, best first but for what is explored, nothing twice', () => {
    const { items } = last([played('finished', 'a0'), played('liked', 'b1')]) ?? { items: [] }
    expect(items.map(({ rank }) => rank)).toStrictEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    expect(new Set(items.map((item) => item.trackId)).size).toBe(20)
    const scores = items.filter(({ propensity }) => propensity === 1).map(({ score }) => score)
    expect(scores).toStrictEqual([...scores].sort((a, b) => b - a))
  })

  it('says what a suggestion rests on: a like, a track heard to the end, the one playing, or nothing', () => {
    const kinds = (records: readonly Input[]) => last(records)?.items.slice(0, 2).map(({ reason }) => [reason.kind, reason.seedTrackId, reason.seedOffset]) // prettier-ignore
    expect(kinds([played('started', 'b0')])?.[0]).toStrictEqual(['play', 'b0', 0])
    expect(kinds([played('started', 'b0'), played('finished', 'a0')])?.[0]).toStrictEqual(['finish', 'a0', 1])
    expect(kinds([played('liked', 'c0'), played('started', 'c0')])?.[0]).toStrictEqual(['like', 'c0', 0])
    expect(kinds([played('disliked', 'a0')])?.[0]).toStrictEqual(['discover', null, null])
  })

  it('turns to what was liked, and away from what was skipped', () => {
    expect(styles(last([played('started', 'a0')])).slice(0, 8)).toBe('aaaaaaaa')
    expect(styles(last([played('started', 'a0'), played('liked', 'b0')])).slice(0, 8)).toBe('bbbbbbbb')
    expect(styles(last([played('started', 'a0'), played('skipped', 'a0')])).slice(0, 12)).not.toContain('a')
    const liking = [played('liked', 'a0'), played('liked', 'b0')]
    expect(new Set(styles(last(liking)))).toStrictEqual(new Set(['a', 'b']))
    expect(styles(last([...liking, played('skipped', 'b1'), played('skipped', 'b2')]))).not.toContain('b')
  })

  it('follows an evening: three calm tracks are skipped, a loud one is liked, and then the evening is taken back', () => {
    const listened = (style: string) => [played('started', `${style}5`), played('finished', `${style}5`)]
    const skips = ['a0', 'a1', 'a2'].map((id) => played('skipped', id, START + 7_200_000, { sessionId: 'evening' }))
    const like = played('liked', 'c0', START + 7_200_000, { sessionId: 'evening' })
    const retraction = played('sessionRetracted', 'c0', START + 7_300_000, { sessionId: 'evening' })
    const before = last(listened('a'))
    expect(styles(before).slice(0, 5)).toBe('aaaaa')
    expect(styles(last([...listened('a'), ...skips, like])).slice(0, 6)).toBe('cccccc')
    expect(last([...listened('a'), ...skips, like])?.items[0]?.reason).toMatchObject({ kind: 'like', seedTrackId: 'c0', seedOffset: 5 }) // prettier-ignore
    const after = last([...listened('a'), ...skips, like, retraction])
    expect(styles(after).slice(0, 5)).toBe('aaaaa')
  })

  it('changes the list by one like', () => {
    const before = suggestedIds(last([played('started', 'a0')]))
    expect(suggestedIds(last([played('started', 'a0'), played('liked', 'c0')]))).not.toStrictEqual(before)
  })

  it('brings no more than three of an artist, two of an album, and no second version of a recording', () => {
    const referenced = (changes: (i: number) => Partial<AudioReference>) =>
      sixty.map(({ key }, i) => record(audioReferences, key, referenceOf(key, changes(i)), START))
    const listOf = (changes: (i: number) => Partial<AudioReference>) =>
      suggestedIds(last([played('liked', 'a0')], indexed(library(60), referenced(changes))))
    const numberOf = (id: string) => sixty.findIndex(({ key }) => key === id)
    const artists = listOf((i) => ({ artist: `artist ${i % 10}` })).map((id) => numberOf(id) % 10)
    expect(
      Math.max(...artists.map((artist) => artists.filter((other) => other === artist).length)),
    ).toBeLessThanOrEqual(4)
    const works = listOf((i) => ({
      artist: 'one',
      title: i % 2 === 0 ? `Song ${i % 30}` : `Song ${(i - 1) % 30} (Live)`,
    }))
      .slice(0, 5)
      .map((id) => Math.floor((numberOf(id) % 30) / 2))
    expect(new Set(works).size).toBe(works.length)
  })

  it('is a radio of an artist, and louder or calmer, as the session is wished', () => {
    const loud = sixty.map(({ key, value, timestamp }) => heard(key, key.charCodeAt(0) - 97, timestamp, { ...value, loudnessDb: key.startsWith('c') ? -8 : -30 })) // prettier-ignore
    const others = sixty.map(({ key }, i) => record(audioReferences, key, referenceOf(key, { artist: i % 6 === 0 ? 'Ann' : `other ${i}` }), START)) // prettier-ignore
    const of = indexed(loud, others)
    const wished = (wish: Partial<SessionWish>) =>
      last([played('wished', 'a0', START + 1, { wish: { familiarity: 0, energy: 0, radio: 'none', genre: '', ...wish } })], of) // prettier-ignore
    expect(styles(wished({ energy: 1 })).slice(0, 3)).toBe('ccc')
    const artist = suggestedIds(wished({ radio: 'artist' })).slice(0, 3)
    expect(artist.map((id) => sixty.findIndex(({ key }) => key === id) % 6)).toStrictEqual([0, 0, 0])
  })

  it('suggests neither the track at hand, nor what is disliked, nor what was heard lately, and all else of a small library', () => {
    const records = [
      played('disliked', 'a1', START - 9e9),
      played('started', 'a2'),
      played('started', 'b0'),
      played('liked', 'a0'),
    ]
    expect([...suggestedIds(last(records, indexed(library(9))))].sort()).toStrictEqual(['b1', 'b2', 'c0', 'c1', 'c2'])
  })

  it('brings back what was heard longest ago when the library is too small for novelty', () => {
    const small = indexed(library(4, 1))
    const records = ['a0', 'a1', 'a2', 'a3'].map((id) => played('started', id))
    expect(suggestedIds(last(records, small)).sort()).toStrictEqual(['a0', 'a1'])
  })

  it('offers a stranger something of everything', () => {
    const list = last([played('started', 'unheard-of')])
    expect(new Set(styles(list).slice(0, 6))).toStrictEqual(new Set(['a', 'b', 'c']))
    expect(new Set(list?.items.map(({ reason }) => reason.kind))).toStrictEqual(new Set(['discover']))
  })

  it('explores one place among the first, and says how likely it was', () => {
    const list = last([played('liked', 'a2')])
    const explored = list?.items.filter(({ propensity }) => propensity < 1)
    expect(explored?.map(({ rank, reason }) => [rank, reason.kind])).toStrictEqual([[6, 'discover']])
    expect(styles(list)).toHaveLength(19)
  })

  it('counts a resent play once, and answers it once', () => {
    const once = runWithState(recommend, [played('liked', 'a0')], views)
    const twice = runWithState(recommend, [played('liked', 'a0'), played('liked', 'a0', START + 1e9)], views)
    expect(twice).toStrictEqual(once)
  })

  it.each([
    ['a report of progress', played('progressed', 'a0')],
    ['an event of a newer player', played('unknown', 'a0')],
    ['a tombstone', record(plays, played('liked', 'a0').key, null, START)],
  ])('says nothing about %s', (_, input) => {
    expect(runWithState(recommend, [input], views)).toStrictEqual({ emitted: [], states: new Map() })
  })

  it.each(['started', 'finished', 'skipped', 'liked', 'unliked', 'disliked', 'undisliked', 'retracted'] as const)(
    'answers %s, also of a track that it does not know',
    (event) => {
      expect([played(event, 'a0'), played(event, 'unheard-of')].map((play) => lists([play]).length)).toStrictEqual([1, 1]) // prettier-ignore
    },
  )

  it('makes no list in answer to imported plays, and answers the next play from all of them', () => {
    const imports = Array.from({ length: 1_000 }, (_, i) => {
      const changes = { playId: playId(`i${i}`), importedFrom: 'listenbrainz' } as const
      return played('listened', `b${i % 10}`, START - i * 3_600_000, changes)
    })
    expect(lists(imports)).toStrictEqual([])
    const answered = lists([...imports, played('started', 'c0')])
    expect(answered).toHaveLength(1)
    expect(answered[0]?.items.some(({ reason }) => reason.kind === 'play' && reason.seedTrackId?.startsWith('b') === true)).toBe(true) // prettier-ignore
  })

  it('learns before there is anything to suggest', () => {
    const { emitted, states } = runWithState(recommend, [played('liked', 'a0')], indexed([]))
    expect(emitted).toStrictEqual([])
    expect(states.get('ann')).toStrictEqual({
      tastes: [],
      heard: [],
      playIds: ['liked-a0'],
      sessions: [
        {
          sessionId: 'session',
          wish: null,
          listens: [
            { trackId: 'a0', stated: 'liked', statedOffset: 0, implicit: 0, finished: 0, skipped: 0, heardOffset: -1, lastAt: START + 3_600_000, lastOffset: 0, failed: false, earlier: null, plays: [{ playId: idHash('liked-a0'), event: 'liked', weight: 0, at: START + 3_600_000, offset: 0 }] }, // prettier-ignore
          ],
        },
      ],
      retracted: [],
      earlierPlayIds: Buffer.alloc(0),
      clock: [{ since: START + 3_600_000, sinceOffset: 0, last: START + 3_600_000 }],
      offered: [],
      nevers: Buffer.alloc(0),
    })
  })

  it('says of a play from which list it was taken, once for each event of a track, and not what a player claims', () => {
    const listOf = (offset: number) => recommendationId(`neighbours-5:plays/0/${offset}`)
    const [first] = lists([played('started', 'a0')])
    const [one, other] = suggestedIds(first)
    if (one === undefined || other === undefined) throw new Error('There is a list.')
    const claims: readonly [event: Play['event'], track: string, from: string | null, changes?: Partial<Play>][] = [
      ['started', 'a0', null],
      ['started', one, listOf(0), {}],
      ['finished', one, listOf(0)],
      ['finished', one, listOf(0)],
      ['liked', other, listOf(0)],
      ['started', other, listOf(0), { via: 'chosen' }],
      ['started', 'a0', listOf(0)],
      ['started', other, listOf(99)],
      ['started', other, 'invented:plays/0/0'],
      ['wished', other, listOf(0)],
    ]
    const records = claims.map(([event, track, from, changes], i) =>
      played(event, track, START + i, {
        playId: playId(`p${i}`),
        via: 'recommended',
        recommendationId: from === null ? null : recommendationId(from),
        ...changes,
      }),
    )
    const [, second, third, , fifth] = claims
    expect(lists(records).map(({ causedBy }) => causedBy.takenFrom)).toStrictEqual(
      claims.map((claim) => ([second, third, fifth].includes(claim) ? listOf(0) : null)),
    )
    const shadowed = run(shadow(1, neighbours), records, views).map(({ value }) => value as Recommendation)
    expect(shadowed.flatMap(({ causedBy }) => causedBy.takenFrom ?? [])).toStrictEqual([])
  })

  it('counts nothing of 1,500 ids that a player invents, and nothing of the list of another listener', () => {
    const drawn = recommendWith(models['drawn-1'])
    const bobs = played('started', 'a0', START, { listenerId: listenerId('bob'), playId: playId('bob') })
    const [ofBob] = run(drawn, [bobs], views).map(({ value }) => value as Recommendation)
    const invented = Array.from({ length: 1_500 }, (_, i) =>
      played('liked', suggestedIds(ofBob)[i % 20] ?? '', START + i, {
        playId: playId(`p${i}`),
        via: 'recommended',
        recommendationId: recommendationId(i % 2 === 0 ? `m${i}:x` : 'drawn-1:plays/0/0'),
      }),
    )
    const { states, emitted } = runWithState(
      monitorFeedback,
      run(drawn, [bobs, ...invented], views).map(ours),
      new Map([[catalogueTracks, new Set()]]),
    )
    expect([...states.keys()]).toStrictEqual(['drawn-1'])
    expect(new Set(emitted.map(({ key }) => key))).toStrictEqual(new Set(['drawn-1']))
    expect(emitted.at(-1)?.value).toMatchObject({ recommendations: 1_501, started: 0, liked: 0 })
  })

  it('refuses a play with a text that is longer than the bridge accepts, and keeps nothing of it', () => {
    const long = (changes: Partial<Play>) => () => run(recommend, [played('liked', 'a0', START, changes)], views)
    const wish = { familiarity: 0, energy: 0, radio: 'genre', genre: 'g'.repeat(501) } as const
    expect(long({ playId: playId('p'.repeat(65)) })).toThrow('The playId of a play is longer')
    expect(long({ trackId: trackId('t'.repeat(65)) })).toThrow('The trackId of a play is longer')
    expect(long({ sessionId: 's'.repeat(65) })).toThrow('The sessionId of a play is longer')
    expect(long({ event: 'wished', wish })).toThrow('The wish.genre of a play is longer')
  })

  it('keeps listeners apart', () => {
    const bob = played('disliked', 'a0', START, { listenerId: 'bob' as never, playId: playId('bob-1') })
    const alone = run(recommend, [played('liked', 'a0')], views)
    const together = run(recommend, [{ ...bob, partition: 1 }, played('liked', 'a0')], views)
    expect(together.filter(({ key }) => key === 'ann')).toStrictEqual(alone)
  })
})
