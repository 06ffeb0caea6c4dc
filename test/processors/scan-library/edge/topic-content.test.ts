import { expect, it } from 'vitest'
import { topicContent } from '../../../../processors/scan-library/edge/topic-content.ts'
import type { AudioReference, TrackId } from '../../../../schemas/generated.ts'
import { audioReferences } from '../../../../schemas/topics.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { referenceOf } from '../../../support/builders.ts'

const [own, theirs] = [referenceOf('a', { scannedBy: 'here' }), referenceOf('a', { scannedBy: 'there' })]
const id = own.trackId

it('counts what was written at once, and what others write once it was read back', () => {
  const table = new Map<TrackId, AudioReference>()
  const content = topicContent(table, () => 0)
  content.written([record(audioReferences, id, own, 0)])
  const atOnce = content.newest(id)
  table.set(id, structuredClone(own))
  content.current()
  table.set(id, theirs)
  expect([atOnce, content.newest(id), content.current().get(id)]).toStrictEqual([own, theirs, theirs])
  content.written([record(audioReferences, id, null, 0)])
  expect([content.newest(id), content.current().size, table.size]).toStrictEqual([null, 0, 1])
})

it('believes the table when a record is not read back: another one came after it', () => {
  let now = 0
  const content = topicContent(new Map([[id, theirs]]), () => now)
  content.written([record(audioReferences, id, own, 0)])
  const before = content.current().get(id)
  now = 60_001
  expect([before, content.current().get(id)]).toStrictEqual([own, theirs])
})
