import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const PRINTER = fileURLToPath(new URL('printer.ts', import.meta.url))
const LINES = 20_000

const startPrinter = () => spawn(process.execPath, ['--import', 'tsx', PRINTER, String(LINES)])

it('waits until a slow reader has taken every line', async () => {
  const printer = startPrinter()
  const exit = once(printer, 'close')
  await once(printer.stderr, 'data') // all is printed, and nothing has been read
  const printed = await text(printer.stdout)
  expect([printed.split('\n').length - 1, (await exit)[0]]).toStrictEqual([LINES, 3])
})

it('does not wait for a reader that has ended', async () => {
  const printer = startPrinter()
  const exit = once(printer, 'close')
  printer.stdout.destroy()
  printer.stderr.resume()
  expect((await exit)[0]).toBe(3)
})
