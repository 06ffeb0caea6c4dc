import type { Command } from 'commander'
import { print, standardOutput, standardStreams } from '../../output/output-streams.ts'
import { parseConfig } from '../../config.ts'
import { SlipstreamError } from '../../../engine/errors.ts'
import { createLogger } from '../../../engine/log.ts'
import { EXIT } from '../../output/exit-codes.ts'
import { exitWhenPrinted } from '../../output/exit-when-printed.ts'
import { collect } from './collect.ts'
import { configured } from './configured.ts'

interface MusicOptions {
  readonly music: readonly string[]
  readonly fma?: string
  readonly subset?: string
  readonly limit?: string
  readonly sample?: string
  readonly seed?: string
}

/** What runs Slipstream. */
export function addServices(program: Command): void {
  program
    .command('start')
    .description('bring up everything and serve the player')
    .option('--music <folder>', 'a folder of music; may be given several times', collect, [])
    .option('--fma <folder>', 'the Free Music Archive data set: fma_metadata and one or more of fma_small to fma_full')
    .option('--subset <name>', 'of the data set: small, medium, large or full')
    .option('--limit <count>', 'of the data set: only the first tracks')
    .option('--sample <count>', 'of the data set: only so many, drawn by the seed')
    .option('--seed <number>', 'of the sample')
    .action(async (options: MusicOptions) => {
      const { start } = await import('../start.ts')
      await start(parseConfig({ ...process.env, ...dataSetVariables(options) }), { music: options.music })
    })

  program
    .command('run')
    .description('run one copy of one processor until it is told to stop')
    .argument('<processor>', 'its name, as in `slipstream topology`')
    .action(async (name: string) => {
      const { run } = await import('../run.ts')
      await run(name, configured())
    })

  program
    .command('provision')
    .description('make missing topics and register the schemas')
    .option('--dry-run', 'only say which topics are missing, and which differ from what is needed', false)
    .action(async ({ dryRun }: { readonly dryRun: boolean }) => {
      const config = configured()
      const { provision } = await import('../../../engine/runtime/provision.ts')
      const { applicationOf } = await import('../../application.ts')
      const { nameInKafka } = await import('../../../engine/application.ts')
      const log = createLogger('provision', config.SLIPSTREAM_LOG_LEVEL)
      const application = applicationOf(config)
      const inKafka = (topic: string) => nameInKafka(topic, application.settings)
      const { topicsMade, missing, differences } = await provision(application, log, {
        isOwnBroker: false,
        dryRun,
      }).catch((error: unknown) => {
        if (!(error instanceof SlipstreamError) || error.retriable) throw error
        standardStreams.err(error.message) // a list to be read by a person
        return exitWhenPrinted(EXIT.failure)
      })
      if (dryRun) {
        const lines = [
          ...missing.map((topic) => `${inKafka(topic)} would be made.`),
          ...differences.map(
            ({ topic, setting, found, wanted }) =>
              `${inKafka(topic)}: ${setting} is ${found}, and should be ${wanted}.`,
          ),
        ]
        print(standardOutput, lines.map((line) => `${line}\n`).join(''))
        standardStreams.err(`Nothing was changed: ${missing.length} topics would be made.`)
        return
      }
      standardStreams.err(`${topicsMade} topics were made; the schemas are registered.`)
    })

  program
    .command('topology')
    .description('print the graph of processors and topics as Mermaid')
    .action(async () => {
      const [{ wholeTopology }, { mermaid }, { deadLetters }] = await Promise.all([
        import('../../topology.ts'),
        import('../../../engine/topology.ts'),
        import('../../../../schemas/topics.ts'),
      ])
      print(standardOutput, mermaid(wholeTopology(), deadLetters))
    })
}

/** Options come before the environment, and are checked as it is. */
function dataSetVariables({ fma, subset, limit, sample, seed }: MusicOptions): Readonly<Record<string, string>> {
  const given = {
    SLIPSTREAM_FMA: fma,
    SLIPSTREAM_FMA_SUBSET: subset,
    SLIPSTREAM_FMA_LIMIT: limit,
    SLIPSTREAM_FMA_SAMPLE: sample,
    SLIPSTREAM_FMA_SEED: seed,
  }
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
