import { pino } from 'pino'
import { openPoisonPillDetector } from '../../streams/engine/runtime/poison-pill.ts'
import type { OffsetRange } from '../../streams/engine/runtime/poison-pill.ts'

/** Run as `dying-process.ts FOLDER RANGE COMMITTED`: prints the crashes of the first offsets, then crashes with RANGE in flight. */
const [folder = '', range = '', committed = ''] = process.argv.slice(2)
const task = openPoisonPillDetector(folder, 'remember', pino({ level: 'silent' })).openTask(0, () => Number(committed))
process.stdout.write(JSON.stringify([0, 1, 2, 3].map((offset) => task.crashes('plays', 0, offset))), () => {
  void task.process(JSON.parse(range) as OffsetRange, () => {
    process.kill(process.pid, 'SIGKILL')
    return new Promise(() => undefined)
  })
})
