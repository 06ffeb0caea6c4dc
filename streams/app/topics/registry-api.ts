import { z } from 'zod'
import type { RegistryAccess } from '../../engine/access.ts'
import { SlipstreamError } from '../../engine/errors.ts'
import { withoutPasswords } from '../../engine/printable.ts'
import { registryConnection } from '../../engine/serde/registry-connection.ts'

const ANSWER_WITHIN_MS = 10_000
const NOT_FOUND = 404

export interface RegisteredSchema {
  readonly subject: string
  readonly version: number
  readonly id: number
  readonly schema: unknown
}

export interface CheckedSchema {
  readonly isCompatible: boolean
  /** What the registry says against it. */
  readonly messages: readonly string[]
}

/**
 * What is asked of a schema registry beside records, by the REST interface of Confluent, which Apicurio speaks too. Names of
 * subjects are without the prefix of this installation; what does not begin with it is not there.
 */
export interface RegistryApi {
  subjects(): Promise<readonly string[]>
  /** Null: there is no such subject. */
  versions(subject: string): Promise<readonly number[] | null>
  /** Null: there is no such version. */
  schema(subject: string, version: number): Promise<RegisteredSchema | null>
  /** The level of a subject, or else that of the whole registry. */
  compatibilityOf(subject: string): Promise<string>
  /** Holds a schema against the registered versions, as its level of compatibility says. */
  check(subject: string, schema: string): Promise<CheckedSchema>
}

const levelSchema = z.object({ compatibilityLevel: z.string() })
const versionSchema = z.object({ subject: z.string(), version: z.number(), id: z.number(), schema: z.string() })
/** Confluent gives its causes as `messages`, Apicurio as one `reason`. */
const checkSchema = z.object({
  is_compatible: z.boolean(),
  messages: z.array(z.string()).optional(),
  reason: z.string().nullish(),
})

/** @param url of the registry with its path; a user and password in it are sent as such. */
export function registryApi(url: string, access: RegistryAccess): RegistryApi {
  const registry = registryConnection(url, access)
  const ask = async <T>(path: string, shape: z.ZodType<T>, body?: object): Promise<T | null> => {
    try {
      const { status, text } = await registry.ask(path, { ms: ANSWER_WITHIN_MS }, body)
      if (status === NOT_FOUND) return null
      if (status < 200 || status > 299) throw new Error(`it answered with status ${status}: ${text.slice(0, 500)}`)
      return shape.parse(JSON.parse(text))
    } catch (error) {
      throw unavailable(url, error)
    }
  }
  const { topicPrefix } = access
  const at = (subject: string) => encodeURIComponent(`${topicPrefix}${subject}`)
  const isOurs = (subject: string) => subject.startsWith(topicPrefix)
  const ours = (subject: string) => subject.slice(topicPrefix.length)
  return {
    async subjects() {
      const subjects = (await ask('/subjects', z.array(z.string()))) ?? []
      return subjects.filter(isOurs).map(ours).toSorted()
    },
    versions: (subject) => ask(`/subjects/${at(subject)}/versions`, z.array(z.number())),
    async schema(subject, version) {
      const found = await ask(`/subjects/${at(subject)}/versions/${version}`, versionSchema)
      const json: unknown = found === null ? null : JSON.parse(found.schema)
      return found && { ...found, subject: ours(found.subject), schema: json }
    },
    async compatibilityOf(subject) {
      const own = await ask(`/config/${at(subject)}`, levelSchema)
      return (own ?? (await ask('/config', levelSchema)))?.compatibilityLevel ?? 'BACKWARD'
    },
    async check(subject, schema) {
      const path = `/compatibility/subjects/${at(subject)}/versions?verbose=true`
      const answer = await ask(path, checkSchema, { schemaType: 'AVRO', schema })
      if (answer === null) throw unavailable(url, new Error(`it cannot check ${subject}`))
      return { isCompatible: answer.is_compatible, messages: answer.messages ?? [answer.reason ?? []].flat() }
    },
  }
}

function unavailable(url: string, cause: unknown): SlipstreamError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new SlipstreamError(
    'registry-unavailable',
    `The schema registry at ${withoutPasswords(url)} does not answer as expected (${why}): is it running, and is the path right?`,
    { retriable: true, cause },
  )
}
