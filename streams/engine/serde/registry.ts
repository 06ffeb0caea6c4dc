import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import type { RegistryAccess } from '../access.ts'
import type { AvroSchema } from './avro.ts'
import type { AnyTopic } from '../topic.ts'
import { withoutPasswords } from '../printable.ts'
import { SlipstreamError } from '../errors.ts'
import { isSameSchema } from './avro.ts'
import { noKeptSchemas } from './kept-schemas.ts'
import { registryConnection } from './registry-connection.ts'
import type { RegistryConnection } from './registry-connection.ts'
import type { KeptSchemas } from './kept-schemas.ts'

/** Schema ids and writer schemas, cached after the first request. */
export interface Registry {
  /**
   * Registers the topic's schema under `<topic>-value`, with its compatibility level when the subject is new.
   * @returns its id, the same for the same schema.
   * @throws {SlipstreamError} `schema-refused` when it is not compatible with what is registered;
   *   `registry-unavailable` when the registry does not answer, which is transient; `registry-changed` when it gives an id that
   *   another schema had.
   */
  register(topic: AnyTopic): Promise<number>
  /**
   * @returns the schema that values with this id were written with, or null when the registry has none by that id. It is believed
   *   only while it still has a schema of ours under its id: else it has lost them.
   * @throws {SlipstreamError} `registry-unavailable`, `registry-changed`.
   */
  writerSchema(id: number): Promise<AvroSchema | null>
  /** The cached schema of `writerSchema`; undefined where it has not been requested. */
  knownWriter(id: number): AvroSchema | undefined
}

/** TopicNameStrategy, which every registry-aware consumer assumes. @param prefix of the topic's name in Kafka */
export const subjectOf = (topic: Pick<AnyTopic, 'name'>, prefix: string): string => `${prefix}${topic.name}-value`

/** A registry, and how it is held against what is known of it. */
export interface ConnectedRegistry extends Registry {
  /**
   * Compares every schema that was kept with the registry's. Call before anything is registered.
   * @throws {SlipstreamError} `registry-changed`, `registry-unavailable`.
   */
  verify(): Promise<void>
}

const RETRY = { retries: 2, initialRetryTimeInSecs: 0.2 }
const NOT_FOUND = 404
const CONFLICT = 409
const UNPROCESSABLE = 422
/** A schema id that is not registered is requested again after this time: it may have been registered since. */
const UNKNOWN_FOR_MS = 60_000
/** Ids come from records: a foreign producer can invent any number of them. */
const MAX_UNKNOWN = 1_000

/** @param kept schemas that this machine has seen; those of the registry are kept there, too. */
export function connectRegistry(
  url: string,
  access: RegistryAccess,
  kept: KeptSchemas = noKeptSchemas,
): ConnectedRegistry {
  const connection = registryConnection(url, access)
  const newClient = () => clientOf(connection)
  const client = newClient()
  const ids = new Map<string, Promise<number>>()
  const writers = new Map<number, AvroSchema>() // bounded by the schemas in the registry
  const unknownSince = new Map<number, number>()

  const remember = (id: number, schema: AvroSchema): AvroSchema => {
    const before = kept.get(id)
    if (before !== undefined && !isSameSchema(before, schema))
      throw changed(url, `has another schema under the id ${id}`)
    kept.keep(id, schema)
    writers.set(id, schema)
    return schema
  }
  const verifyId = async (id: number, expected: AvroSchema): Promise<void> => {
    const found = await requested(newClient(), url, id) // the client above remembers answers
    if (found === null) throw changed(url, `does not know the schema ${id}`)
    if (!isSameSchema(expected, found)) throw changed(url, `has another schema under the id ${id}`)
  }
  const register = async (topic: AnyTopic): Promise<number> => {
    const subject = subjectOf(topic, access.topicPrefix)
    let registered: number
    try {
      const schema = { type: SchemaType.AVRO as const, schema: JSON.stringify(topic.value.schema) }
      const { id } = await client.register(schema, {
        subject,
        compatibility: COMPATIBILITY[topic.compatibility],
      })
      registered = id
    } catch (error) {
      throw notRegistered(url, { subject, compatibility: topic.compatibility }, error)
    }
    remember(registered, topic.value.schema)
    return registered
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
      const known = writers.get(id) ?? kept.get(id)
      if (known !== undefined) {
        writers.set(id, known)
        return known
      }
      if (Date.now() - (unknownSince.get(id) ?? 0) < UNKNOWN_FOR_MS) return null
      const found = await requested(client, url, id)
      if (found !== null) return remember(id, found)
      const [witness]: (readonly [number, AvroSchema])[] = [...writers, ...kept.all()]
      if (witness !== undefined) await verifyId(...witness)
      if (unknownSince.size >= MAX_UNKNOWN) unknownSince.clear()
      unknownSince.set(id, Date.now())
      return null
    },
    async verify() {
      await Promise.all(kept.all().map((each) => verifyId(...each)))
    },
  }
}

type RegistryMiddleware = NonNullable<ConstructorParameters<typeof SchemaRegistry>[0]['middlewares']>[number]

function clientOf({ url, agent, headers }: RegistryConnection): SchemaRegistry {
  const identify: RegistryMiddleware = () => ({
    prepareRequest: async (next) => (await next()).enhance({ headers: headers() }),
  })
  return new SchemaRegistry({ host: url, retry: RETRY, agent, middlewares: [identify] })
}

/** @returns null when the registry knows no schema by this id. */
async function requested(client: SchemaRegistry, url: string, id: number): Promise<AvroSchema | null> {
  try {
    return JSON.parse(JSON.stringify(await client.getSchema(id))) as AvroSchema
  } catch (error) {
    if (statusOf(error) !== NOT_FOUND) throw unavailable(url, error)
    return null
  }
}

function notRegistered(
  url: string,
  { subject, compatibility }: { readonly subject: string; readonly compatibility: string },
  cause: unknown,
): SlipstreamError {
  const status = statusOf(cause)
  if (status !== CONFLICT && status !== UNPROCESSABLE) return unavailable(url, cause)
  return new SlipstreamError(
    'schema-refused',
    `The schema of ${subject.replace(/-value$/, '')} does not fit the versions registered as ${subject} (${compatibility}): give new fields a default and remove none, or register it under a new topic.`,
    { retriable: false, cause },
  )
}

const changed = (url: string, what: string): SlipstreamError =>
  new SlipstreamError(
    'registry-changed',
    `The schema registry at ${withoutPasswords(url)} is not the one that the records in Kafka were written with: it ${what}. Point SCHEMA_REGISTRY_URL to that one, or restore its database; the schemas are kept by id in the folder "schemas" of the data folder. If Kafka's records are not wanted any more, remove that folder.`,
    { retriable: false },
  )

function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null
  return typeof error.status === 'number' ? error.status : null
}

function unavailable(url: string, cause: unknown): SlipstreamError {
  return new SlipstreamError(
    'registry-unavailable',
    `The schema registry at ${withoutPasswords(url)} does not answer: is it running?`,
    {
      retriable: true,
      cause,
    },
  )
}
