import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import type { AvroSchema } from './avro.ts'
import type { AnyTopic } from '../topic.ts'
import { SlipstreamError } from '../errors.ts'

/** Schema ids and writer schemas, cached after the first request. */
export interface Registry {
  /**
   * Registers the topic's schema under `<topic>-value`, with its compatibility level when the subject is new.
   * @returns its id, the same for the same schema.
   * @throws {SlipstreamError} `schema-refused` when it is not compatible with what is registered;
   *   `registry-unavailable` when the registry does not answer, which is transient.
   */
  register(topic: AnyTopic): Promise<number>
  /**
   * @returns the schema that values with this id were written with, or null when the registry has none by that id.
   * @throws {SlipstreamError} `registry-unavailable`.
   */
  writerSchema(id: number): Promise<AvroSchema | null>
  /** The cached schema of `writerSchema`; undefined where it has not been requested. */
  knownWriter(id: number): AvroSchema | undefined
}

/** TopicNameStrategy, which every registry-aware consumer assumes. */
export const subjectOf = (topic: AnyTopic): string => `${topic.name}-value`

const RETRY = { retries: 2, initialRetryTimeInSecs: 0.2 }
const NOT_FOUND = 404
const CONFLICT = 409
const UNPROCESSABLE = 422
/** A schema id that is not registered is requested again after this time: it may have been registered since. */
const UNKNOWN_FOR_MS = 60_000

export function connectRegistry(url: string): Registry {
  const client = new SchemaRegistry({ host: url, retry: RETRY })
  const ids = new Map<string, Promise<number>>()
  const writers = new Map<number, AvroSchema>()
  const unknownSince = new Map<number, number>()

  const register = async (topic: AnyTopic): Promise<number> => {
    try {
      const schema = { type: SchemaType.AVRO as const, schema: JSON.stringify(topic.value.schema) }
      const { id } = await client.register(schema, {
        subject: subjectOf(topic),
        compatibility: COMPATIBILITY[topic.compatibility],
      })
      writers.set(id, topic.value.schema)
      return id
    } catch (error) {
      const status = statusOf(error)
      if (status === CONFLICT || status === UNPROCESSABLE) {
        throw new SlipstreamError(
          'schema-refused',
          `The schema of ${topic.name} does not fit the versions registered as ${subjectOf(topic)} (${topic.compatibility}): give new fields a default and remove none, or register it under a new topic.`,
          { retriable: false, cause: error },
        )
      }
      throw unavailable(url, error)
    }
  }

  return {
    register(topic) {
      const known = ids.get(topic.name)
      if (known !== undefined) return known
      const asked = register(topic)
      ids.set(topic.name, asked)
      asked.catch(() => ids.delete(topic.name))
      return asked
    },
    knownWriter: (id) => writers.get(id),
    async writerSchema(id) {
      const known = writers.get(id)
      if (known !== undefined) return known
      if (Date.now() - (unknownSince.get(id) ?? 0) < UNKNOWN_FOR_MS) return null
      try {
        const schema = JSON.parse(JSON.stringify(await client.getSchema(id))) as AvroSchema
        writers.set(id, schema)
        return schema
      } catch (error) {
        if (statusOf(error) !== NOT_FOUND) throw unavailable(url, error)
        unknownSince.set(id, Date.now())
        return null
      }
    },
  }
}

function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null
  return typeof error.status === 'number' ? error.status : null
}

function unavailable(url: string, cause: unknown): SlipstreamError {
  return new SlipstreamError('registry-unavailable', `The schema registry at ${url} does not answer: is it running?`, {
    retriable: true,
    cause,
  })
}
