import type { Command } from 'commander'
import { exitWhenPrinted } from '../../output/exit-when-printed.ts'
import type { FilterOptions } from '../dead-letters.ts'
import { RANGE_EDGE_FORMS } from '../../records/range.ts'
import { configured } from './configured.ts'

/** Records that were given up. */
export function addDeadLetters(program: Command): void {
  const deadLetters = program
    .command('dead-letters')
    .description('look at records that were given up, and send them again')

  const filtered = (command: Command): Command =>
    command
      .option('--processor <name>', 'only those that this processor gave up')
      .option('--code <code>', 'only those with this code, such as killed-the-processor')
      .option('--from <where>', `only those given up here or later: ${RANGE_EDGE_FORMS}`)
      .option('--to <where>', 'only those given up before this, in the same forms')
      .option('--limit <count>', 'only the newest')

  filtered(deadLetters.command('list'))
    .description('print one line of JSON for each record that was given up')
    .action(async (options: FilterOptions) => {
      const { list } = await import('../dead-letters.ts')
      await exitWhenPrinted(await list(configured(), options))
    })

  deadLetters
    .command('show')
    .description('print a record that was given up, decoded if it can be')
    .argument('<key>', 'as in the list: processor/topic/partition/offset')
    .action(async (key: string) => {
      const { showDeadLetter } = await import('../dead-letters.ts')
      await exitWhenPrinted(await showDeadLetter(configured(), key))
    })

  filtered(deadLetters.command('redrive'))
    .description(
      'say which records that were given up would be sent again to their topics; with --execute send each once',
    )
    .argument('[key...]', 'where they stood, as in the list')
    .option('--all', 'all that the other options let through')
    .option('--execute', 'do it; without this it only says what it would do')
    .action(async (keys: readonly string[], options: FilterOptions) => {
      const { redriveDeadLetters } = await import('../dead-letters.ts')
      await exitWhenPrinted(await redriveDeadLetters(configured(), keys, options))
    })
}
