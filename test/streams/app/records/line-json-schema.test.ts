import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { lineJsonSchema } from '../../../../streams/app/records/line-json-schema.ts'
import { lineValues, rawValue } from '../../../../streams/app/records/line-values.ts'
import { recordLine } from '../../../../streams/app/records/record-line.ts'

it('is published as it is, and real lines are of it', async () => {
  const published = readFileSync('schemas/record-line.schema.json', 'utf8')
  expect(published).toBe(lineJsonSchema())
  const schema = z.fromJSONSchema(JSON.parse(published) as Parameters<typeof z.fromJSONSchema>[0])
  const bytes = Buffer.from([0, 0, 0, 0, 1, 2, 0x61])
  const headers = { a: Buffer.from('1'), b: [Buffer.from([0xff]), Buffer.from('2')] }
  const record = { offset: 1, timestamp: 1, key: Buffer.from('k'), value: bytes, headers }
  const values = lineValues((id) => Promise.resolve(id === 1 ? 'string' : null))
  const unknown = Buffer.from([0, 0, 0, 0, 2])
  const records = [record, { ...record, value: null }, { ...record, value: unknown }, { ...record, key: null }]
  await values.prepare(records)
  const lines = [
    ...records.flatMap((each) => [{}, { iso: true }].map((options) => recordLine({ topic: 't', partition: 0 }, each, values.of(each), options))), // prettier-ignore
    recordLine({ topic: 't', partition: 0 }, record, rawValue(record)),
  ]
  const problems = lines.map((line) => schema.safeParse(JSON.parse(line)).error?.issues ?? [])
  expect(problems).toStrictEqual(lines.map(() => []))
  expect(schema.safeParse({ ...(JSON.parse(lines[0] ?? '') as object), raw: 'YQ==' }).success).toBe(false)
  expect(schema.safeParse({ topic: 't' }).success).toBe(false)
})
