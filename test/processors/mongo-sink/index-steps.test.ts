import { expect, test } from 'vitest'
import { stepFor } from '../../../processors/mongo-sink/index-steps.ts'
import type { ExistingIndex, IndexStep } from '../../../processors/mongo-sink/index-steps.ts'
import type { WantedIndex } from '../../../processors/shared/mongo/collections.ts'

const expiry: WantedIndex = {
  collection: 'recommendations',
  name: 'expiry',
  key: { recordedAt: 1 },
  unique: false,
  expireAfterSeconds: 90,
}
const marker: WantedIndex = { ...expiry, name: 'forgotten', onlyDeleted: true }
const history: WantedIndex = { collection: 'plays', name: 'history', key: { listenerId: 1, at: -1 }, unique: false }

const made: ExistingIndex = { name: 'expiry', key: { recordedAt: 1 }, expireAfterSeconds: 90 }

test.each<[string, WantedIndex, readonly ExistingIndex[], IndexStep]>([
  ['there is none', expiry, [{ name: '_id_', key: { _id: 1 } }], 'make'],
  ['it is there', expiry, [made], 'none'],
  ['it is there under another name', expiry, [{ ...made, name: 'theirs' }], 'none'],
  ['the retention has changed', expiry, [{ ...made, expireAfterSeconds: 30 }], 'change-expiry'],
  ['it was made before documents expired', expiry, [{ name: 'expiry', key: { recordedAt: 1 } }], 'replace'],
  ['its name is over other fields', expiry, [{ ...made, key: { offset: 1 } }], 'replace'],
  ['it is unique and should not be', expiry, [{ ...made, unique: true }], 'replace'],
  ['its name is there twice', expiry, [made, made], 'replace'],
  ['an operator made another over the field', expiry, [{ name: 'theirs', key: { recordedAt: 1 } }], 'foreign'],
  [
    'another is over the same fields in another order',
    history,
    [{ name: 'b', key: { at: -1, listenerId: 1 } }],
    'make',
  ],
  [
    'the order of its own fields has changed',
    history,
    [{ name: 'history', key: { at: -1, listenerId: 1 } }],
    'replace',
  ],
  ['one for markers stands beside one for all', marker, [made], 'make'],
  ['markers have one', marker, [{ ...made, name: 'forgotten', partialFilterExpression: { deleted: true } }], 'none'],
  ['its filter is another', marker, [{ ...made, name: 'forgotten', partialFilterExpression: { x: 1 } }], 'replace'],
])('%s', (_, wanted, existing, step) => {
  expect(stepFor(wanted, existing)).toBe(step)
})

test('another over the same fields in another order does not count', () => {
  const reordered = { name: 'theirs', key: { at: -1, listenerId: 1 } } as const
  expect(stepFor(history, [{ name: 'theirs', key: { listenerId: 1, at: -1 } }, reordered])).toBe('none')
})
