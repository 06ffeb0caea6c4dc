/**
 * A recommender outside Slipstream, with Kafka and the schema registry alone: it suggests what is played most, and
 * `monitor-feedback` judges its lists beside our own. It could as well be in Python.
 *
 *     KAFKA_BROKERS=127.0.0.1:9092 SCHEMA_REGISTRY_URL=http://127.0.0.1:8081/apis/ccompat/v7 npx tsx test/examples/popular-model.ts
 */
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import { Kafka, logLevel } from 'kafkajs'

/** A name of its own: lists under the name of one of our models count only with the headers of our runtime. */
const MODEL = 'popular-1'
const REASON = { kind: 'discover', seedTrackId: null, seedOffset: null, distance: null, alike: [], apart: [], listeners: null } // prettier-ignore

/** The list that answers a play: what was played most up to then. All that the model knows is `counts`; put your own here. */
export function listFor(counts: Map<string, number>, play: Record<string, string>, partition: number, offset: number) {
  const { playId, listenerId, trackId = '', event } = play
  counts.set(trackId, (counts.get(trackId) ?? 0) + 1)
  const most = [...counts].sort(([, a], [, b]) => b - a).filter(([id]) => id !== trackId).slice(0, 20) // prettier-ignore
  return {
    recommendationId: `${MODEL}:plays/${partition}/${offset}`, // the same play gives the same id, however often it is read
    ...{ listenerId, model: MODEL, indexVersion: 0, relationsVersion: 0, shown: null, candidates: counts.size },
    causedBy: { topic: 'plays', partition, offset, playId, trackId, event, takenFrom: null, takesBack: [] },
    items: most.map(([id, score], i) => ({ trackId: id, rank: i + 1, score, propensity: 1, reason: REASON, explored: false })), // prettier-ignore
  }
}

/** Answers every play from the first one on. @returns how to stop. */
export async function answerPlays(brokers: readonly string[], host: string, groupId = MODEL) {
  const [registry, kafka] = [
    new SchemaRegistry({ host }),
    new Kafka({ brokers: [...brokers], logLevel: logLevel.ERROR }),
  ]
  const schemaId = await registry.getLatestSchemaId('recommendations-value')
  const [consumer, producer] = [kafka.consumer({ groupId }), kafka.producer()]
  await Promise.all([consumer.connect(), producer.connect()])
  await consumer.subscribe({ topic: 'plays', fromBeginning: true })
  const counts = new Map<string, number>()
  await consumer.run({
    async eachMessage({ partition, message: { key, value, offset, timestamp } }) {
      if (value === null) return
      const list = listFor(counts, (await registry.decode(value)) as Record<string, string>, partition, Number(offset))
      const headers = { 'sent-at': String(Date.now()) }
      const message = { key, value: await registry.encode(schemaId, list), timestamp, headers } // the time of the play
      await producer.send({ topic: 'recommendations', messages: [message] })
    },
  })
  return () => Promise.all([consumer.disconnect(), producer.disconnect()])
}

const [KAFKA_BROKERS, SCHEMA_REGISTRY_URL] = [process.env['KAFKA_BROKERS'], process.env['SCHEMA_REGISTRY_URL']]
const isMain = process.argv[1]?.endsWith('popular-model.ts') === true
if (isMain) await answerPlays((KAFKA_BROKERS ?? '').split(','), SCHEMA_REGISTRY_URL ?? '')
