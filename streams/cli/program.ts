import { Command } from 'commander'
import { parseConfig } from '../runtime/config.ts'
import type { Config } from '../runtime/config.ts'
import { createLogger } from '../runtime/log.ts'

const collect = (value: string, previous: readonly string[]): readonly string[] => [...previous, value]

/** The `slipstream` command; each subcommand loads only what it needs. */
export const program = new Command('slipstream')
  .description(
    'A music service that is nothing but streams. Records go to standard output, everything else to standard error.',
  )
  .showHelpAfterError()

program
  .command('start')
  .description('bring up everything and serve the player')
  .option('--music <folder>', 'a folder of music; may be given several times', collect, [])
  .action(async (options: { readonly music: readonly string[] }) => {
    const { start } = await import('./start.ts')
    await start(configured(), { music: options.music })
  })

program
  .command('run')
  .description('run one copy of one processor until it is told to stop')
  .argument('<processor>', 'its name, as in `slipstream topology`')
  .action(async (name: string) => {
    const { run } = await import('./run.ts')
    await run(name, configured())
  })

program
  .command('provision')
  .description('make missing topics and register the schemas')
  .action(async () => {
    const config = configured()
    const { provision } = await import('../runtime/provision.ts')
    const { addressesOf } = await import('../runtime/config.ts')
    const { topicsMade } = await provision(addressesOf(config), createLogger('provision', config.SLIPSTREAM_LOG_LEVEL))
    process.stderr.write(`${topicsMade} topics were made; the schemas are registered.\n`)
  })

program
  .command('topology')
  .description('print the graph of processors and topics as Mermaid')
  .action(async () => {
    const [{ stages }, { mermaid }] = await Promise.all([import('../topology.ts'), import('../mermaid.ts')])
    process.stdout.write(mermaid(stages))
  })

function configured(): Config {
  return parseConfig(process.env)
}
