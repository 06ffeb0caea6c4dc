import type { Command } from 'commander'
import type { ImportOptions } from '../../import/run-import.ts'
import { exitWhenPrinted } from '../../output/exit-when-printed.ts'
import { standardStreams } from '../../output/output-streams.ts'
import { configured } from './configured.ts'

/** What was listened to elsewhere. */
export function addImport(program: Command): void {
  program
    .command('import')
    .description('bring in what other services know of a listener')
    .command('history')
    .description(
      'say what would be imported of the listening history that ListenBrainz or Spotify exports, and print one line of JSON for each entry that is not found in the library; with --execute write it at its original times, each listen once',
    )
    .argument('<file...>', 'archives, folders or files of an export')
    .requiredOption('--listener <id>', 'whose history it is: the key of the records of plays')
    .option('--execute', 'do it; without this it only says what it would do')
    .action(async (files: readonly string[], options: ImportOptions) => {
      const { runImport } = await import('../../import/run-import.ts')
      await exitWhenPrinted(await runImport(configured(), files, options, standardStreams))
    })
}
