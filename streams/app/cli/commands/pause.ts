import type { Command } from 'commander'
import { exitWhenPrinted } from '../../output/exit-when-printed.ts'
import { standardStreams } from '../../output/output-streams.ts'
import { configured } from './configured.ts'

const PROCESSOR = 'its name, as in `slipstream topology`'

/** Processors that `npm start` keeps stopped. */
export function addPause(program: Command): void {
  program
    .command('pause')
    .description('keep a processor of `npm start` stopped, also over restarts, until it is resumed')
    .argument('<processor>', PROCESSOR)
    .action(async (name: string) => {
      const { pauseProcessor } = await import('../../supervisor/pause-processor.ts')
      await exitWhenPrinted(await pauseProcessor(configured().SLIPSTREAM_DATA, name, standardStreams))
    })

  program
    .command('resume')
    .description('let a paused processor run again')
    .argument('<processor>', PROCESSOR)
    .action(async (name: string) => {
      const { resumeProcessor } = await import('../../supervisor/pause-processor.ts')
      await exitWhenPrinted(resumeProcessor(configured().SLIPSTREAM_DATA, name, standardStreams))
    })
}
