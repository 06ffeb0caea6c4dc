import type { Command } from 'commander'
import { standardStreams } from '../../output/output-streams.ts'
import { exitWhenPrinted } from '../../output/exit-when-printed.ts'
import type { ConsumeArguments } from '../../records/consume-options.ts'
import type { ProduceArguments } from '../../records/produce.ts'
import { FORMAT_ESCAPES } from '../../records/line-format.ts'
import { RANGE_EDGE_FORMS } from '../../records/range.ts'
import { collect } from './collect.ts'
import { configured } from './configured.ts'

/** Records as lines of JSON. */
export function addRecords(program: Command): void {
  program
    .command('consume')
    .description('print the records of any topic, one line of JSON each; it ends where the log ends')
    .argument('<topic>', 'its name')
    .option('--from <where>', `the first record: ${RANGE_EDGE_FORMS}; with --follow latest unless given`, undefined)
    .option('--to <where>', 'the first record that is not printed, in the same forms')
    .option('-n, --limit <count>', 'at most so many')
    .option('-f, --follow', 'go on with what is written, until Ctrl-C')
    .option('--key <text>', 'only those with this key')
    .option(
      '--header <name>',
      'only those with this header; name=value: with this value; several times: with all',
      collect,
      [],
    )
    .option('--partition <number>', 'only those of this partition; may be given several times', collect, [])
    .option('--where <expression>', 'only those of whose line this is true (CEL): value.event == "liked" && offset > 5')
    .option('--latest-by-key', 'of each key only the newest, also where that is a tombstone')
    .option('--raw', 'values as bytes in base64, not decoded')
    .option('--iso', 'times as ISO 8601, not as epoch milliseconds')
    .option('--format <format>', `json, or text with ${FORMAT_ESCAPES}`, 'json')
    .action(async (topic: string, options: ConsumeArguments) => {
      const { consume } = await import('../../records/consume.ts')
      await exitWhenPrinted(await consume(configured(), topic, options, standardStreams))
    })

  program
    .command('produce')
    .description(
      'check lines of standard input, as consume prints them, and say what would be written into a topic; with --execute or into a new one write them',
    )
    .argument('[topic]', 'a topic that there is')
    .option('--into <topic>', 'a topic that there is not: it is made, and keeps its records')
    .option('--execute', 'write into the topic; without this it only says what it would do')
    .action(async (topic: string | undefined, options: ProduceArguments) => {
      const { produce } = await import('../../records/produce.ts')
      await exitWhenPrinted(await produce(configured(), topic, options, standardStreams))
    })
}
