import { createLogger } from '../../engine/log.ts'
import { exitWhenPrinted } from '../output/exit-when-printed.ts'
import { standardStreams } from '../output/output-streams.ts'
import { program } from './program.ts'
import { reportError } from './report.ts'

try {
  await program.parseAsync()
} catch (error) {
  const log = createLogger('slipstream', 'error')
  const processorLog = program.args[0] === 'run' ? log : null
  await exitWhenPrinted(reportError(error, { streams: standardStreams, processorLog, faultLog: log }))
}
