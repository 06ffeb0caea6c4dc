import { expect, it } from 'vitest'
import { parseLineFormat } from '../../../../streams/app/records/line-format.ts'
import type { LineValue } from '../../../../streams/app/records/record-line.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'

const value: LineValue = { kind: 'decoded', schemaId: 6, json: '{"event":"liked"}' }
const record = { offset: 42, timestamp: 0, key: Buffer.from('né'), value: null, headers: { a: Buffer.from('1') } }
const formatted = (text: string, options = {}) => parseLineFormat(text, options)({ topic: 'plays', partition: 3 }, record, value) // prettier-ignore

it('puts in what each escape stands for', () => {
  expect(formatted('%t|%p|%o|%d|%k|%v|%h|%%\\t\\\\ä\\n')).toBe('plays|3|42|0|né|{"event":"liked"}|{"a":"1"}|%\t\\ä\n')
  expect(formatted('%d', { iso: true })).toBe('1970-01-01T00:00:00.000Z')
  const bytes = Buffer.from([0xff])
  const raw = parseLineFormat('%k %v')({ topic: 'plays', partition: 3 }, { ...record, key: bytes }, { kind: 'raw', schemaId: 6, bytes }) // prettier-ignore
  expect(raw).toBe('/w== /w==')
  expect(parseLineFormat('%k')({ topic: 'plays', partition: 3 }, { ...record, key: null }, value)).toBe('')
})

it.each(['%x', '%', '\\q', '\\'])('refuses "%s", and names what there is', (text) => {
  expect(() => formatted(`a${text}`)).toThrow(ConfigError)
  expect(() => formatted(`a${text}`)).toThrow(/there is no .*%t topic, %p partition/)
})
