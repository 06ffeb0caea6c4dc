import type { Command } from 'commander'
import { exitWhenPrinted } from '../../output/exit-when-printed.ts'
import { standardStreams } from '../../output/output-streams.ts'
import { configured } from './configured.ts'

/** A listener who wants nothing to be known of them any more. */
export function addForget(program: Command): void {
  program
    .command('forget')
    .description(
      'say what is kept of a listener, one line of JSON each; with --execute remove it everywhere, end the session, and say what is left and when it goes',
    )
    .argument('<listener>', 'the id, 32 hexadecimal digits: the key of the records of plays')
    .option('--execute', 'do it; without this it only says what is there')
    .action(async (listener: string, { execute = false }: { readonly execute?: boolean }) => {
      const { runForget } = await import('../../forget/run-forget.ts')
      await exitWhenPrinted(await runForget(configured(), listener, execute, standardStreams))
    })
}
