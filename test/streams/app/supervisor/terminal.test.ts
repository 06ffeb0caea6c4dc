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
