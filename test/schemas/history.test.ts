import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import avro from 'avsc'
import { describe, expect, it } from 'vitest'
import type { AvroSchema } from '../../streams/engine/serde/avro.ts'
import { allTopics } from '../../schemas/topics.ts'

const schemas = fileURLToPath(new URL('../../schemas/', import.meta.url))
const history = `${schemas}history/`
const versionsOf = (subject: string): readonly AvroSchema[] =>
  readdirSync(`${history}${subject}`)
    .sort((a, b) => parseInt(a) - parseInt(b))
    .map((file) => JSON.parse(readFileSync(`${history}${subject}/${file}`, 'utf8')) as AvroSchema)

describe.each(allTopics.map((topic) => [topic.name, topic] as const))('the schema of %s', (_name, topic) => {
  const versions = versionsOf(topic.schemaFile.replace(/\.avsc$/, ''))

  it('is the one of the file that the topic names', () => {
    expect(JSON.parse(readFileSync(`${schemas}${topic.schemaFile}`, 'utf8'))).toStrictEqual(topic.value.schema)
  })

  it('is the newest version that is kept', () => {
    expect(versions.at(-1)).toStrictEqual(topic.value.schema)
  })

  it('reads every version that was ever registered', () => {
    const reader = avro.Type.forSchema(topic.value.schema)
    for (const version of versions) expect(() => reader.createResolver(avro.Type.forSchema(version))).not.toThrow()
  })

  it('documents every field', () => {
    expect(undocumented(topic.value.schema)).toStrictEqual([])
  })
})

function undocumented(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(undocumented)
  if (typeof schema !== 'object' || schema === null) return []
  const {
    fields = [],
    items,
    type,
  } = schema as { fields?: { name: string; doc?: string; type: unknown }[]; items?: unknown; type?: unknown }
  return [
    ...fields.filter(({ doc }) => doc === undefined || doc === '').map(({ name }) => name),
    ...fields.flatMap((field) => undocumented(field.type)),
    ...undocumented(items),
    ...(typeof type === 'object' ? undocumented(type) : []),
  ]
}
