import { expect, it } from 'vitest'
import {
  MAX_TAIL_LINES,
  MAX_TAIL_TEXT,
  tailLines,
} from '../../../../processors/websocket-bridge/insights/tail-lines.ts'

const recordOf = (offset: number, value: unknown = { offset }, key = 'k') => ({ topic: 'plays', partition: 0, offset, timestamp: 5, key, value }) // prettier-ignore

it('keeps the newest records', () => {
  const lines = tailLines(100)
  expect(lines.after(0)).toStrictEqual({ lines: [] })
  for (let i = 0; i < 3; i += 1) lines.add(recordOf(i))
  expect(lines.after(102)).toStrictEqual({
    lines: [{ at: 103, partition: 0, offset: 2, timestamp: 5, key: 'k', text: '{"offset":2}' }],
  })
  for (let i = 3; i < 200; i += 1) lines.add(recordOf(i))
  expect([lines.after(0).lines.length, lines.after(110).lines.at(-1)?.offset, lines.after(300).lines]).toStrictEqual([MAX_TAIL_LINES, 199, []]) // prettier-ignore
})

it('shows bytes as base64, a tombstone as null, and cuts what is long', () => {
  const lines = tailLines(0)
  lines.add(recordOf(0, { centres: Buffer.from([1, 2, 3]), type: 'Buffer' }))
  lines.add(recordOf(1, null))
  lines.add(recordOf(2, 'x'.repeat(5_000), 'k'.repeat(5_000)))
  const [bytes, tombstone, long] = lines.after(0).lines
  expect([bytes?.text, tombstone?.text]).toStrictEqual(['{"centres":"AQID","type":"Buffer"}', 'null'])
  expect([long?.text.length, long?.key.length]).toStrictEqual([MAX_TAIL_TEXT + 1, MAX_TAIL_TEXT + 1])
})
