import { expect, test } from 'vitest'
import { mongoSink } from '../../../../processors/mongo-sink/mongo-sink.ts'
import { operationOf } from '../../../../processors/mongo-sink/operations.ts'
import type { SunkRecord } from '../../../../processors/mongo-sink/operations.ts'
import { collections, indexes } from '../../../../processors/shared/mongo/collections.ts'
import { deadLetters, feedback, recommendations } from '../../../../schemas/topics.ts'

const expiring = indexes.filter(({ expireAfterSeconds }) => expireAfterSeconds !== undefined)

test('what Kafka forgets, the collections forget after the same time', () => {
  const retentionOf = ({ cleanup }: (typeof mongoSink.from)[number]) =>
    typeof cleanup === 'string' ? null : cleanup.retentionMs / 1_000
  const forgetting = mongoSink.from.filter((topic) => retentionOf(topic) !== null)
  expect(forgetting).toStrictEqual([recommendations, feedback, deadLetters])
  const whole = expiring.filter(({ onlyDeleted }) => onlyDeleted !== true)
  expect(whole.map(({ collection, expireAfterSeconds }) => [collection, expireAfterSeconds])).toStrictEqual([
    ['recommendations', retentionOf(recommendations)],
    ['feedback', retentionOf(feedback)],
    ['deadLetters', retentionOf(deadLetters)],
  ])
})

test('the marker of a tombstone goes wherever one is left', () => {
  const markers = mongoSink.from.flatMap((topic) => {
    const tombstone = { topic: topic.name, key: 'k', value: null, partition: 0, offset: 0, timestamp: 0 }
    return operationOf(tombstone as unknown as SunkRecord)?.collection ?? []
  })
  const removed = expiring.map(({ collection }) => collection)
  expect(markers.filter((name) => !removed.includes(name))).toStrictEqual([])
})

test('a document that comes again is found by an index, in every collection', () => {
  const found = indexes.filter(({ name }) => name === 'position').map(({ collection }) => collection)
  expect(found).toStrictEqual(Object.values(collections))
})
