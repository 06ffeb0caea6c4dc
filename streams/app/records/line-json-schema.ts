import { z } from 'zod'
import { recordLineSchema } from './record-line.ts'

/** What `schemas/record-line.schema.json` holds: the JSON Schema of a line, made by `npm run generate`. */
export function lineJsonSchema(): string {
  const schema = z.toJSONSchema(recordLineSchema, { target: 'draft-2020-12' })
  const published = {
    ...schema,
    title: 'A record of a topic, as `slipstream consume` prints it and `slipstream produce` takes it',
    anyOf: [only('value', 'raw'), only('raw', 'value')],
  }
  return `${JSON.stringify(published, null, 2)}\n`
}

const only = (name: string, other: string) => ({
  type: 'object',
  properties: { [name]: {}, [other]: { not: {} } },
  required: [name],
})
