import { pino } from 'pino'
import { openAttempts } from '../../streams/engine/runtime/attempts.ts'
import type { Range } from '../../streams/engine/runtime/attempts.ts'

/** Run as `dying-process.ts FOLDER RANGE COMMITTED`: says what it knows of the first offsets, then dies with RANGE in hand. */
const [folder = '', range = '', committed = ''] = process.argv.slice(2)
const attempts = openAttempts(folder, 'remember', pino({ level: 'silent' })).open(0, () => Number(committed))
process.stdout.write(JSON.stringify([0, 1, 2, 3].map((offset) => attempts.deaths('plays', 0, offset))), () => {
  void attempts.during(JSON.parse(range) as Range, () => {
    process.kill(process.pid, 'SIGKILL')
    return new Promise(() => undefined)
  })
})
