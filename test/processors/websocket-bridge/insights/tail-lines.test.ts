import { expect, it } from 'vitest'
import {
  MAX_TAIL_LINES,
  MAX_TAIL_TEXT,
  tailLines,
} from '../../../../processors/websocket-bridge/insights/tail-lines.ts'

const recordOf = (offset: number, value: unknown = { offset }, key = 'k') => ({ topic: 'plays', partition: 0, offset, timestamp: 5, key, value }) // prettier-ignore

it('keeps the newest records, and says how many were missed', () => {
  const lines = tailLines()
  expect(lines.after(0)).toStrictEqual({ lines: [], missed: 0 })
  for (let i = 0; i < 3; i += 1) lines.add(recordOf(i))
  expect(lines.after(2)).toStrictEqual({
    lines: [{ at: 3, partition: 0, offset: 2, timestamp: 5, key: 'k', text: '{"offset":2}' }],
    missed: 0,
  })
  for (let i = 3; i < 200; i += 1) lines.add(recordOf(i))
  expect([lines.after(0).lines.length, lines.after(0).missed]).toStrictEqual([MAX_TAIL_LINES, 0])
  expect([lines.after(10).missed, lines.after(10).lines.at(-1)?.offset, lines.after(200).lines]).toStrictEqual([140, 199, []]) // prettier-ignore
  // The tail was begun again since: what is asked for behind a line that it never had is all.
  expect(lines.after(5_000).lines.length).toBe(MAX_TAIL_LINES)
})

it('shows bytes as base64, a tombstone as null, and cuts what is long', () => {
  const lines = tailLines()
  lines.add(recordOf(0, { centres: Buffer.from([1, 2, 3]), type: 'Buffer' }))
  lines.add(recordOf(1, null))
  lines.add(recordOf(2, 'x'.repeat(5_000), 'k'.repeat(5_000)))
  const [bytes, tombstone, long] = lines.after(0).lines
  expect([bytes?.text, tombstone?.text]).toStrictEqual(['{"centres":"AQID","type":"Buffer"}', 'null'])
  expect([long?.text.length, long?.key.length]).toStrictEqual([MAX_TAIL_TEXT + 1, MAX_TAIL_TEXT + 1])
})
