import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { OutputUnread, recordOutput } from '../../../../streams/app/output/record-output.ts'

/** A reader that takes what is written when it is told to. */
function slowReader() {
  const written: string[] = []
  let take: () => void = () => undefined
  const stream = new Writable({
    decodeStrings: false,
    write(text, _encoding, done) {
      written.push(String(text))
      take = done
    },
  })
  return { stream, written, take: () => take() }
}

it('writes lines together, in order, and no terminal sequence', async () => {
  const { stream, written, take } = slowReader()
  const output = recordOutput(stream)
  expect([output.line('{"a":"\u001b[2J"}'), output.line('{"b":1}')]).toStrictEqual([undefined, undefined])
  expect(written).toStrictEqual([])
  const flushed = output.flush()
  take()
  await flushed
  expect(written).toStrictEqual(['{"a":"\\u001b[2J"}\n{"b":1}\n'])
})

it('makes who writes wait for a slow reader', async () => {
  const { stream, take } = slowReader()
  const output = recordOutput(stream)
  const line = 'x'.repeat(40_000)
  expect(output.line(line)).toBeUndefined()
  let isTaken = false
  const waited = Promise.resolve(output.line(line)).then(() => {
    isTaken = true
  })
  await new Promise(setImmediate)
  expect(isTaken).toBe(false)
  take()
  await waited
})

it('says that nobody reads any more', async () => {
  const stream = new Writable({ write: (_text, _encoding, done) => done(new Error('EPIPE')) })
  const output = recordOutput(stream)
  void output.line('a')
  await expect(output.flush()).rejects.toThrow(OutputUnread)
  await expect(output.flush()).rejects.toThrow(OutputUnread)
})
