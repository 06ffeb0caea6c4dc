import { describe, expect, it } from 'vitest'
import { parseRecordLine, recordLine, recordOf } from '../../../../streams/app/records/record-line.ts'
import type { LineValue } from '../../../../streams/app/records/record-line.ts'
import type { LogRecord } from '../../../../streams/engine/serde/log-record.ts'

const AT = { topic: 'plays', partition: 3 }
const record: LogRecord = {
  offset: 42,
  timestamp: 1_796_001_199_257,
  key: Buffer.from('9209'),
  value: Buffer.from([0, 0, 0, 0, 6, 1]),
  headers: { 'trace-id': Buffer.from('plays/3/42') },
}
const decoded: LineValue = { kind: 'decoded', schemaId: 6, json: '{"event":"liked"}' }
const NO_TEXT = Buffer.from([0xc3, 0x28, 0])

describe('the line of a record', () => {
  it('has where it stands, its time, key, headers, schema and value', () => {
    expect(recordLine(AT, record, decoded)).toBe(
      '{"topic":"plays","partition":3,"offset":42,"timestamp":1796001199257,"key":"9209","headers":{"trace-id":"plays/3/42"},"schemaId":6,"value":{"event":"liked"}}',
    )
    expect(recordLine(AT, record, decoded, { iso: true })).toContain('"timestamp":"2026-11-30T01:13:19.257Z"')
  })

  it('has the bytes of a value that was not or could not be decoded', () => {
    const bytes = Buffer.from('garbage')
    const line = (value: LineValue): unknown => JSON.parse(recordLine(AT, record, value))
    expect(line({ kind: 'raw', schemaId: null, bytes })).toMatchObject({ schemaId: null, raw: 'Z2FyYmFnZQ==' })
    const message = 'its value is not in the "wire format"'
    expect(line({ kind: 'undecodable', schemaId: 9, bytes, code: 'undecodable', message })).toMatchObject({
      schemaId: 9,
      error: { code: 'undecodable', message },
      raw: 'Z2FyYmFnZQ==',
    })
  })

  it.each<[string, Partial<LogRecord>]>([
    ['text', {}],
    ['no key and no headers', { key: null, headers: {} }],
    ['an empty key', { key: Buffer.alloc(0) }],
    ['bytes that are no text', { key: NO_TEXT, headers: { bytes: NO_TEXT } }],
    ['headers of one name', { headers: { twice: [Buffer.from('a'), NO_TEXT], once: Buffer.alloc(0) } }],
    ['hostile text', { key: Buffer.from('"\\\n\u009b\u202e\ufeff é \u{1f3b5}'), headers: { 'a"b\u0007': Buffer.from('\u001b[2J') } }], // prettier-ignore
    ['times of any age', { timestamp: -1 }],
  ])('keeps to the byte: %s', (_, fields) => {
    const whole = { ...record, ...fields }
    for (const options of [{}, { iso: true }]) {
      const text = recordLine(AT, whole, decoded, options)
      expect(text).toMatch(/^[^\u0000-\u001f\u007f-\u009f\u202e\ufeff]*$/)
      const line = parseRecordLine(text)
      const { timestamp, key, headers } = whole
      expect([recordOf(line), line.value, line.schemaId]).toStrictEqual([
        { timestamp, key, headers },
        { event: 'liked' },
        6,
      ])
    }
  })

  it.each([
    ['{', /it is no JSON/],
    ['[]', /expected object/],
    ['{"topic":"plays"}', /partition: .*; offset: /],
    [recordLine(AT, record, decoded).replace('"value"', '"valeu"'), /valeu/],
    [recordLine(AT, record, decoded).replace(',"value":{"event":"liked"}', ''), /it needs a value, or else raw bytes/],
    [recordLine(AT, record, decoded).replace('42', '-1'), /offset: /],
  ])('is refused where it is wrong: %s', (text, message) => {
    expect(() => parseRecordLine(text)).toThrow(message)
  })
})
