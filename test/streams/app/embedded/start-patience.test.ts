import { expect, it } from 'vitest'
import { startPatience } from '../../../../streams/app/embedded/start-patience.ts'

function patienceAt() {
  const clock = { nowMs: 0 }
  return { clock, patience: startPatience('Apache Kafka', () => clock.nowMs) }
}

it('ends 90 s after the last line of a start that is silent', () => {
  const { clock, patience } = patienceAt()
  patience.onLine('Recovering unflushed segment 0. 0 recovered for __cluster_metadata-0. (LogLoader)')
  patience.onLine('The broker is in RECOVERY. (BrokerLifecycleManager)')
  const over: boolean[] = []
  for (clock.nowMs of [80_000, 170_000]) {
    over.push(patience.isOver())
    if (clock.nowMs === 80_000) patience.onLine('Starting controller')
  }
  clock.nowMs = 170_001
  expect([...over, patience.isOver()]).toStrictEqual([false, false, true])
})

it('lasts as long as a recovery moves, however long that is, and tells how far it is now and then', () => {
  const { clock, patience } = patienceAt()
  const shown: (string | null)[] = []
  for (let done = 0; done <= 40; done += 1) {
    const loaded = `Completed load of Log(dir=plays-${done}) with 3 segments (${done}/40 completed in /data)`
    shown.push(
      patience.onLine(done === 0 ? 'Recovering 40 logs from /data since no clean shutdown file was found' : loaded),
    )
    clock.nowMs += done === 20 ? 599_000 : 2_000
    expect(patience.isOver()).toBe(false)
  }
  expect(shown.filter((line) => line !== null).slice(0, 2)).toStrictEqual([
    'Apache Kafka checks its files, because it was not stopped in order: 3 of 40 partitions.',
    'Apache Kafka checks its files, because it was not stopped in order: 6 of 40 partitions.',
  ])
})
