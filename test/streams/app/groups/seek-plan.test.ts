import { describe, expect, it } from 'vitest'
import { ourGroupOf, ourGroups } from '../../../../streams/app/groups/our-groups.ts'
import { activeLine, plannedMoves, requireSeekable, seekTarget } from '../../../../streams/app/groups/seek-plan.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'

const bounds = [
  { topic: 'plays', partition: 0, start: 5, end: 20 },
  { topic: 'plays', partition: 1, start: 0, end: 2 },
]
const committed = [{ topic: 'plays', partition: 0, next: 9 }]
const groupOf = (name: string) => ourGroupOf(name, ourGroups())

describe('where a group goes on', () => {
  it.each([
    [{ kind: 'earliest' }, [5, 0]],
    [{ kind: 'latest' }, [20, 2]],
    [{ kind: 'last', count: 4 }, [16, 0]],
    [{ kind: 'time', atMs: 7 }, [12, 2]],
  ] as const)('%j', (target, expected) => {
    const moves = plannedMoves(bounds, target, [{ topic: 'plays', partition: 0, next: 12 }], committed)
    expect(moves.map(({ from, to }) => [from, to])).toStrictEqual([[9, expected[0]], [null, expected[1]]]) // prettier-ignore
  })

  it('is never one offset for all partitions', () => {
    expect(() => seekTarget({ kind: 'offset', offset: 7 })).toThrow(ConfigError)
    expect(seekTarget({ kind: 'last', count: 7 })).toStrictEqual({ kind: 'last', count: 7 })
  })
})

describe('a processor of ours', () => {
  it('with state in a changelog is moved with it only, and one whose outputs are its state never', () => {
    const refusals = [
      'recommend',
      'monitor-feedback',
      'keep-opinions',
      'index-tracks',
      'group-tracks',
      'mongo-sink',
      'notebook',
    ].map((name) =>
      // prettier-ignore
      [false, true].map((withState) => {
        try {
          requireSeekable(name, groupOf(name), withState)
          return 'moved'
        } catch (error) {
          return error instanceof ConfigError ? 'refused' : 'failed'
        }
      }),
    )
    const [changelog, outputs, none] = [
      ['refused', 'moved'],
      ['refused', 'refused'],
      ['moved', 'refused'],
    ]
    expect(refusals).toStrictEqual([changelog, changelog, changelog, outputs, outputs, none, none])
  })

  it('is known by its group, also where machines have groups of their own', () => {
    const own = ourGroups().find(({ processor }) => processor === 'extract-features')?.name ?? ''
    expect([groupOf(`${own}-host`)?.processor, groupOf('recommend-x')]).toStrictEqual(['extract-features', null])
  })

  it('that is active is named, with what stops it', () => {
    const member = { memberId: 'a', clientId: 'recommend', host: '/127.0.0.1', partitions: [] }
    expect([
      activeLine('recommend', [member], groupOf('recommend')),
      activeLine('x', [member, member], null),
    ]).toStrictEqual([
      // prettier-ignore
      'recommend has an active member: recommend (127.0.0.1). "npx slipstream pause recommend" stops it, "npx slipstream resume recommend" starts it again.',
      'x has active members: recommend (127.0.0.1), recommend (127.0.0.1). Stop them first.',
    ])
  })
})
