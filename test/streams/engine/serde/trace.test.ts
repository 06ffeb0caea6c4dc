import { expect, it } from 'vitest'
import { lineage, sentAtOf } from '../../../../streams/engine/serde/trace.ts'

const read = (headers: Readonly<Record<string, Buffer | Buffer[]>>) => ({
  offset: 7,
  timestamp: 0,
  key: null,
  value: null,
  headers,
})

it('begins a trace at the first record of a chain, and passes it on', () => {
  expect(lineage('plays', 2, read({}))).toStrictEqual({ 'trace-id': 'plays/2/7', 'caused-by': 'plays/2/7' })
  expect(lineage('recommendations', 1, read({ 'trace-id': Buffer.from('plays/2/3') }))).toStrictEqual({
    'trace-id': 'plays/2/3',
    'caused-by': 'recommendations/1/7',
  })
  const repeated = read({ 'trace-id': [Buffer.from('plays/0/1'), Buffer.from('plays/0/2')] })
  expect(lineage('plays', 2, repeated)).toMatchObject({ 'trace-id': 'plays/0/1' })
})

it('reads when a record was sent, where its header says so', () => {
  expect(sentAtOf(read({ 'sent-at': Buffer.from('1700000000000') }))).toStrictEqual({ sentAt: 1_700_000_000_000 })
  for (const headers of [{}, { 'sent-at': Buffer.from('soon') }, { 'sent-at': [] }]) {
    expect(sentAtOf(read(headers))).toStrictEqual({})
  }
})
