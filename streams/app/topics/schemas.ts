import { readFileSync } from 'node:fs'
import avsc from 'avsc'
import { ConfigError } from '../../engine/errors.ts'
import { subjectOf } from '../../engine/serde/registry.ts'
import { didYouMean } from '../nearest-name.ts'
import { EXIT } from '../output/exit-codes.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import type { RowsOutput } from '../output/rows-output.ts'
import type { RegistryApi } from './registry-api.ts'
import { publicSchema } from './public-schema.ts'
import { schemaDiff } from './schema-diff.ts'

type Messages = Pick<OutputStreams, 'err'>

/** Prints one row for each subject. @returns the exit code. */
export async function listSchemas(registry: RegistryApi, output: RowsOutput): Promise<number> {
  const rows = []
  for (const subject of await registry.subjects()) {
    const versions = (await registry.versions(subject)) ?? []
    const newest = await registry.schema(subject, versions.at(-1) ?? 0)
    const compatibility = await registry.compatibilityOf(subject)
    rows.push({
      line: { subject, versions, id: newest?.id ?? null, compatibility },
      cells: [subject, versions.join(' '), newest?.id ?? '-', compatibility],
    })
  }
  await output.rows(['subject', 'versions', 'id', 'compatibility'], rows)
  return EXIT.ok
}

/** Which schema is shown. `raw`: as it was registered, with what our generator reads alone. */
export interface ShownSchema {
  readonly name: string
  /** A number or `latest`. */
  readonly version: string
  readonly raw?: boolean
}

/** Prints a schema: on a terminal as it is read by a person. @returns the exit code. */
export async function showSchema(
  registry: RegistryApi,
  { name, version, raw = false }: ShownSchema,
  output: RowsOutput,
  streams: Messages,
): Promise<number> {
  const subject = await subjectNamed(registry, name, streams)
  if (subject === null) return EXIT.absent
  const found = await registry.schema(subject.name, versionIn(version, subject))
  if (found === null) return noVersion(subject, version, streams)
  const schema = raw ? found.schema : publicSchema(found.schema)
  await output.rows(
    [`${found.subject}, version ${found.version}, id ${found.id}`],
    [{ line: { ...found, schema }, cells: [JSON.stringify(schema, null, 2)] }],
  )
  return EXIT.ok
}

/**
 * Prints one row for each field that differs.
 * @param from a version or a file
 * @param to the same
 * @returns the exit code.
 */
export async function diffSchemas(
  registry: RegistryApi,
  { name, from, to }: { readonly name: string; readonly from: string; readonly to: string },
  output: RowsOutput,
  streams: Messages,
): Promise<number> {
  const subject = await subjectNamed(registry, name, streams)
  if (subject === null) return EXIT.absent
  const sides: unknown[] = []
  for (const side of [from, to]) {
    const schema = isFile(side)
      ? schemaIn(side)
      : ((await registry.schema(subject.name, versionIn(side, subject)))?.schema ?? null)
    if (schema === null) return noVersion(subject, side, streams)
    sides.push(schema)
  }
  const changes = schemaDiff(sides[0], sides[1])
  await output.rows(
    ['field', 'change', 'from', 'to'],
    changes.map((change) => ({
      line: { subject: subject.name, ...change },
      cells: [change.path === '' ? '(record)' : change.path, change.change, shortly(change.from), shortly(change.to)],
    })),
  )
  if (changes.length === 0) streams.err(`${from} and ${to} of ${subject.name} do not differ.`)
  return EXIT.ok
}

/** Says whether a file could be registered. @returns the exit code: `EXIT.unmet` where the registry would refuse it. */
export async function checkSchema(
  registry: RegistryApi,
  name: string,
  file: string,
  output: RowsOutput,
  streams: Messages,
): Promise<number> {
  const schema = schemaIn(file)
  const subject = await subjectNamed(registry, name, streams)
  if (subject === null) return EXIT.absent
  const compatibility = await registry.compatibilityOf(subject.name)
  const { isCompatible, messages } = await registry.check(subject.name, JSON.stringify(schema))
  await output.rows(
    ['subject', 'file', 'compatibility', 'compatible'],
    [
      {
        line: { subject: subject.name, file, compatible: isCompatible, compatibility, versions: subject.versions, messages }, // prettier-ignore
        cells: [subject.name, file, compatibility, isCompatible ? 'yes' : 'no'],
      },
    ],
  )
  if (isCompatible) return EXIT.ok
  streams.err(`${file} does not fit ${subject.name} (${compatibility}). ${messages.join(' ')}`.trim())
  return EXIT.unmet
}

interface Subject {
  readonly name: string
  readonly versions: readonly number[]
}

/** @param name of a subject, or of a topic, whose values are meant. */
async function subjectNamed(registry: RegistryApi, name: string, streams: Messages): Promise<Subject | null> {
  for (const subject of [name, subjectOf({ name }, '')]) {
    const versions = await registry.versions(subject)
    if (versions !== null && versions.length > 0) return { name: subject, versions }
  }
  const subjects = await registry.subjects()
  const named = [...subjects, ...subjects.map((subject) => subject.replace(/-(?:key|value)$/, ''))]
  const hint = subjects.length === 0 ? ' It has none.' : didYouMean(name, named)
  streams.err(`The schema registry has no subject ${name}.${hint} "npx slipstream schema list" shows all.`)
  return null
}

const isFile = (side: string): boolean => side.endsWith('.avsc') || side.endsWith('.json')

/** @throws {ConfigError} */
function versionIn(text: string, { versions }: Subject): number {
  if (text === 'latest') return versions.at(-1) ?? 0
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new ConfigError(`"${text}" is no version: give a number, latest, or a file that ends with .avsc.`)
}

function noVersion({ name, versions }: Subject, version: string, streams: Messages): number {
  streams.err(`${name} has no version ${version}. It has ${versions.join(', ')}.`)
  return EXIT.absent
}

/** @throws {ConfigError} when it cannot be read, or is no Avro schema. */
function schemaIn(file: string): unknown {
  const text = textOf(file)
  try {
    const schema: unknown = JSON.parse(text)
    avsc.Type.forSchema(schema as avsc.Schema)
    return schema
  } catch (error) {
    throw new ConfigError(`${file} is no Avro schema: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const shortly = (definition: { readonly type: string; readonly default?: string } | null): string =>
  definition === null ? '-' : `${definition.type}${definition.default === undefined ? '' : ` = ${definition.default}`}`
