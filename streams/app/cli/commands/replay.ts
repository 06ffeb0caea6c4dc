import type { Command } from 'commander'
import { exitWhenPrinted } from '../../output/exit-when-printed.ts'
import { collect } from './collect.ts'
import { configured } from './configured.ts'
import type { ReplayOptions } from '../../replay/replay-options.ts'
import type { StateOptions } from '../../replay/state.ts'

/** The past, through the code of today. */
export function addReplay(program: Command): void {
  program
    .command('replay')
    .description('play recorded plays again: into a topic, or through the recommender of today with any model')
    .argument('<topic>', 'plays')
    .option('--from <edge>', 'begin here: earliest, latest, an offset, -100 (the last), a time, or -2h', 'earliest')
    .option('--to <edge>', 'end before here; as --from')
    .option('--into <topic>', 'write into a topic of your own, which is made and keeps records for ever')
    .option('--processor <name>', 'recommend: make the lists that a model gives in answer to the plays')
    .option(
      '--model <id>',
      'with --processor: the model, several times for several; the serving one unless given',
      collect,
    )
    .option('--speed <factor>', '1x as fast as it happened, 60x, or max', 'max')
    .option(
      '--views <when>',
      'with --processor: catalogue, index and relations as they are now, or as recorded at each play',
    )
    .option('--diff', 'with --processor: compare the lists with those that were shown; figures go to standard error')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option(
      '--manifest <file>',
      'what was replayed, and from which tables: the same command goes on from it',
      'replay.json',
    )
    .action(async (topic: string, options: ReplayOptions) => {
      const { runReplay } = await import('../../replay/run-replay.ts')
      await exitWhenPrinted(await runReplay(configured(), topic, options))
    })

  program
    .command('state')
    .description('print the state that a processor had of a listener, by folding the plays before a moment')
    .option('--processor <name>', 'recommend', 'recommend')
    .requiredOption('--listener <id>', 'whose')
    .option('--at <edge>', 'the moment: a time, an offset in the partition of the listener, or latest', 'latest')
    .action(async (options: StateOptions) => {
      const { runState } = await import('../../replay/run-replay.ts')
      await exitWhenPrinted(await runState(configured(), options))
    })
}
