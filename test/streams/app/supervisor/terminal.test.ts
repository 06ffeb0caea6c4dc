import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { openReport } from '../../../../streams/app/supervisor/terminal.ts'

it('tells a log file about each quarter once, where a terminal would see a bar', () => {
  const written: string[] = []
  const report = openReport({ write: (text) => written.push(text) })
  report.line('Kafka answers.')
  const bar = report.bar('Listening', 40, 'tracks')
  for (let done = 0; done <= 40; done += 1) bar.update(done)
  bar.stop()
  expect(written).toStrictEqual([
    'Kafka answers.\n',
    'Listening: 0 of 40 tracks\n',
    'Listening: 10 of 40 tracks\n',
    'Listening: 20 of 40 tracks\n',
    'Listening: 30 of 40 tracks\n',
    'Listening: 40 of 40 tracks\n',
  ])
})

it('takes a total that grows', () => {
  const written: string[] = []
  const bar = openReport({ write: (text) => written.push(text) }).bar('Listening', 0, 'tracks')
  bar.update(0, 0)
  bar.update(1, 2)
  bar.update(2, 8)
  bar.update(8, 8)
  expect(written).toStrictEqual([
    'Listening: 0 of 0 tracks\n',
    'Listening: 1 of 2 tracks\n',
    'Listening: 8 of 8 tracks\n',
  ])
})

const HOSTILE = '\u001b]52;c;aGk=\u0007\u009b2J\u202ex.mp3'
const HARMLESS = '\\u001b]52;c;aGk=\\u0007\\u009b2J\\u202ex.mp3'

it('shows what is in the name of a file, and does not obey it', () => {
  const written: string[] = []
  openReport({ write: (text) => written.push(text) }).line(`The tags of ${HOSTILE} cannot be read.`)
  expect(written).toStrictEqual([`The tags of ${HARMLESS} cannot be read.\n`])
})

it('does not obey the name of a file beside a bar, or in a line above one', async () => {
  let written = ''
  const screen = new PassThrough({ encoding: 'utf8' }).on('data', (text: string) => (written += text))
  const terminal = Object.assign(screen, { isTTY: true as const, columns: 200, rows: 20 })
  const report = openReport(terminal)
  const bar = report.bar('Scanning', 2, 'files')
  report.line(HOSTILE)
  bar.update(1, 2, `${HOSTILE}\nStopped.`)
  await expect.poll(() => written).toContain(`, ${HARMLESS}\\u000aStopped.`)
  bar.stop()
  expect(written).toContain(`${HARMLESS}\n`)
  expect(['\u001b]52', '\u0007', '\u009b', '\u202e'].filter((control) => written.includes(control))).toStrictEqual([])
})
