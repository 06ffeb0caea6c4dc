import { expect, it } from 'vitest'
import { standingTrack, trackAliasTable } from '../../../../processors/shared/aliases/track-aliases.ts'
import { trackId } from '../../../../schemas/generated.ts'
import { trackAliases } from '../../../../schemas/topics.ts'
import { record } from '../../../../streams/engine/topic.ts'

function aliases(...records: readonly (readonly [old: string, track: string | null])[]) {
  const content = trackAliasTable.create()
  for (const [old, track] of records) {
    const value = track === null ? null : { trackId: trackId(track), soundHash: null }
    trackAliasTable.apply(content, record(trackAliases, trackId(old), value, 1))
  }
  return content
}

it.each([
  ['a', [], 'a'],
  ['a', [['a', 'b']], 'b'],
  ['a', [['a', 'b'], ['b', 'c']], 'c'], // prettier-ignore
  ['a', [['a', 'b'], ['a', null]], 'a'], // prettier-ignore
  ['a', [['a', 'b'], ['b', 'a']], 'b'], // prettier-ignore
] as const)('leads %s by %j to %s', (id, records, expected) => {
  expect(standingTrack(aliases(...records), trackId(id))).toBe(expected)
})
