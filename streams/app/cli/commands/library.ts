import type { Command } from 'commander'
import { standardStreams } from '../../output/output-streams.ts'
import { exitWhenPrinted } from '../../output/exit-when-printed.ts'
import { configured } from './configured.ts'

/** The library folders. */
export function addLibrary(program: Command): void {
  const library = program
    .command('library')
    .description('look at the library folders, scan them again, and forget those that stay away')

  library
    .command('list')
    .description('print one line of JSON for each library folder: its tracks, and how many are not here now')
    .action(async () => {
      const { listLibrary } = await import('../library.ts')
      await exitWhenPrinted(await listLibrary(configured(), standardStreams))
    })

  library
    .command('forget')
    .description(
      'say which tracks of a library folder would be forgotten, one line of JSON each; with --execute forget them; likes stay',
    )
    .argument('<folder>', 'the folder, as in the list, or one above it')
    .option('--execute', 'do it; without this it only says what it would do')
    .action(async (folder: string, options: { readonly execute?: boolean }) => {
      const { forgetLibrary } = await import('../library.ts')
      await exitWhenPrinted(await forgetLibrary(configured(), folder, options, standardStreams))
    })

  library
    .command('rescan')
    .description(
      'ask the running scanner to look at the library now; with --full to read every file, also those that look unchanged',
    )
    .option('--full', 'read every file')
    .action(async (options: { readonly full?: boolean }) => {
      const { rescanLibrary } = await import('../library-rescan.ts')
      await exitWhenPrinted(await rescanLibrary(configured(), options, standardStreams))
    })
}
