import type { Command } from 'commander'
import { exitWhenPrinted } from '../../output/exit-when-printed.ts'
import { configured } from './configured.ts'

/** What came of what. */
export function addTrace(program: Command): void {
  program
    .command('trace')
    .description('print every record that a play caused, and the play')
    .argument('<play id>', 'as in the records')
    .action(async (id: string) => {
      const { runTrace } = await import('../../trace/run-trace.ts')
      await exitWhenPrinted(await runTrace(configured(), id))
    })

  program
    .command('why')
    .description('print a list with its model, its causes, the reason of each item, and what became of it')
    .argument('<recommendation id>', 'as in the records, such as neighbours-5:plays/3/42')
    .action(async (id: string) => {
      const { runWhy } = await import('../../trace/run-trace.ts')
      await exitWhenPrinted(await runWhy(configured(), id))
    })
}
