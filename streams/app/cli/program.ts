import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { z } from 'zod'
import type { FilterOptions } from './dead-letters.ts'
import { print, standardError, standardOutput, standardStreams } from '../output/output-streams.ts'
import type { HistoryOptions } from '../evaluate/evaluate-history.ts'
import type { SimilarityOptions } from '../evaluate/evaluate-similarity.ts'
import type { TuneOptions } from '../evaluate/tune/tune.ts'
import type { IndexOptions } from '../evaluate/evaluate-index.ts'
import { parseConfig } from '../config.ts'
import type { Config } from '../config.ts'
import { SlipstreamError } from '../../engine/errors.ts'
import { createLogger } from '../../engine/log.ts'
import { EXIT } from '../output/exit-codes.ts'
import { exitWhenPrinted } from '../output/exit-when-printed.ts'
import { PROGRAM_FOLDER } from '../program-folder.ts'

interface MusicOptions {
  readonly music: readonly string[]
  readonly fma?: string
  readonly subset?: string
  readonly limit?: string
  readonly sample?: string
  readonly seed?: string
}

const collect = (value: string, previous: readonly string[]): readonly string[] => [...previous, value]

/** The `slipstream` command; each subcommand loads only what it needs. */
export const program = new Command('slipstream')
  .description(
    'A music service that is nothing but streams. Records go to standard output, everything else to standard error.',
  )
  .version(programVersion())
  .exitOverride() // `report.ts` knows the exit codes; subcommands inherit this
  .showHelpAfterError()
  .configureOutput({
    writeOut: (text) => print(standardOutput, text),
    writeErr: (text) => print(standardError, text),
  })

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
    const { start } = await import('./start.ts')
    await start(parseConfig({ ...process.env, ...dataSetVariables(options) }), { music: options.music })
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
    const { provision } = await import('../../engine/runtime/provision.ts')
    const { applicationOf } = await import('../application.ts')
    const log = createLogger('provision', config.SLIPSTREAM_LOG_LEVEL)
    const { topicsMade } = await provision(applicationOf(config), log).catch((error: unknown) => {
      if (!(error instanceof SlipstreamError) || error.retriable) throw error
      standardStreams.err(error.message) // a list to be read by a person
      return exitWhenPrinted(EXIT.failure)
    })
    standardStreams.err(`${topicsMade} topics were made; the schemas are registered.`)
  })

program
  .command('topology')
  .description('print the graph of processors and topics as Mermaid')
  .action(async () => {
    const [{ wholeTopology }, { mermaid }, { deadLetters }] = await Promise.all([
      import('../topology.ts'),
      import('../../engine/topology.ts'),
      import('../../../schemas/topics.ts'),
    ])
    print(standardOutput, mermaid(wholeTopology(), deadLetters))
  })

const deadLetters = program
  .command('dead-letters')
  .description('look at records that were given up, and send them again')

const filtered = (command: Command): Command =>
  command
    .option('--processor <name>', 'only those that this processor gave up')
    .option('--code <code>', 'only those with this code, such as killed-the-processor')
    .option('--from <time>', 'only those given up at this time (ISO 8601) or later')
    .option('--to <time>', 'only those given up before this time')
    .option('--limit <count>', 'only the newest')

filtered(deadLetters.command('list'))
  .description('print one line of JSON for each record that was given up')
  .action(async (options: FilterOptions) => {
    const { list } = await import('./dead-letters.ts')
    await exitWhenPrinted(await list(configured(), options, standardStreams))
  })

deadLetters
  .command('show')
  .description('print a record that was given up, decoded if it can be')
  .argument('<key>', 'as in the list: processor/topic/partition/offset')
  .action(async (key: string) => {
    const { showDeadLetter } = await import('./dead-letters.ts')
    await exitWhenPrinted(await showDeadLetter(configured(), key, standardStreams))
  })

filtered(deadLetters.command('redrive'))
  .description(
    'say which records that were given up would be sent again to their topics; with --execute send each once',
  )
  .argument('[key...]', 'where they stood, as in the list')
  .option('--all', 'all that the other options let through')
  .option('--execute', 'do it; without this it only says what it would do')
  .action(async (keys: readonly string[], options: FilterOptions) => {
    const { redriveDeadLetters } = await import('./dead-letters.ts')
    await exitWhenPrinted(await redriveDeadLetters(configured(), keys, options, standardStreams))
  })

const library = program
  .command('library')
  .description('look at the library folders, scan them again, and forget those that stay away')

library
  .command('list')
  .description('print one line of JSON for each library folder: its tracks, and how many are not here now')
  .action(async () => {
    const { listLibrary } = await import('./library.ts')
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
    const { forgetLibrary } = await import('./library.ts')
    await exitWhenPrinted(await forgetLibrary(configured(), folder, options, standardStreams))
  })

library
  .command('rescan')
  .description(
    'ask the running scanner to look at the library now; with --full to read every file, also those that look unchanged',
  )
  .option('--full', 'read every file')
  .action(async (options: { readonly full?: boolean }) => {
    const { rescanLibrary } = await import('./library-rescan.ts')
    await exitWhenPrinted(await rescanLibrary(configured(), options, standardStreams))
  })

/** Each part of the program that can be measured adds its own subcommand. */
const evaluate = program
  .command('evaluate')
  .description('measure how good suggestions, neighbours and the index are; figures go to standard output')

evaluate
  .command('history')
  .description('suggest at each place of recorded histories, and compare with what came next')
  .option('--items <file>', 'a user, then item ids in order of time, on each line; the last one is to be found')
  .option('--negatives <file>', 'a user, then the item ids that the last one is ranked against, on each line')
  .option('--plays <file>', 'plays as lines of JSON, or comma-separated under a header, instead of the two files')
  .option('--from <time>', 'without any file, of the plays that were recorded: those since then')
  .option('--to <time>', 'those before then')
  .option('--json', 'print one line of JSON for each figure')
  .action(async (options: HistoryOptions) => {
    if (options.plays === undefined && options.items === undefined && options.negatives === undefined) {
      const { evaluateRecorded } = await import('../evaluate/evaluate-recorded.ts')
      await exitWhenPrinted(await evaluateRecorded(configured(), options, standardStreams))
    }
    const { evaluateHistory } = await import('../evaluate/evaluate-history.ts')
    await exitWhenPrinted(evaluateHistory(options, standardStreams))
  })

evaluate
  .command('similarity')
  .description(
    'how often near neighbours are of one track, genre, artist or album; of the running system unless told otherwise',
  )
  .option('--music <folder>', 'listen to a folder of music instead; may be given several times', collect, [])
  .option('--labels <file>', 'a table of file, track_key, artist, album and genre, or with --table of the label')
  .option('--table <file>', 'compare the rows of a table of features instead')
  .option('--label <column>', 'with --table: the column that neighbours should share')
  .option('--features <regex>', 'with --table: the columns to compare by')
  .option('--json', 'print one line of JSON for each figure')
  .action(async (options: SimilarityOptions) => {
    const { evaluateSimilarity } = await import('../evaluate/evaluate-similarity.ts')
    await exitWhenPrinted(await evaluateSimilarity(configured(), options, standardStreams))
  })

evaluate
  .command('tune')
  .description('try weights, scalings and cells, choose by some artists, score on the others, and write a report')
  .option('--music <folder>', 'listen to a folder of music instead of the running system; several times', collect, [])
  .option('--labels <file>', 'a table of file, track_key, artist, album and genre, or with --table of the label')
  .option('--table <file>', 'compare the rows of a table of features instead')
  .option('--label <column>', 'with --table: the column that neighbours should share')
  .option('--artist <column>', 'with --table: the column that names the artist')
  .option('--features <regex>', 'with --table: the columns to compare by')
  .option('--out <folder>', 'where report.html, report.json and what has been tried are written', 'tuning')
  .option('--drawn <count>', 'weights and scalings to draw, beside those that are always tried', '200')
  .option('--seed <number>', 'of what is drawn', '1')
  .option('--json', 'print one line of JSON for each figure')
  .action(async (options: TuneOptions) => {
    const { evaluateTune } = await import('../evaluate/tune/tune.ts')
    await exitWhenPrinted(await evaluateTune(configured(), options, standardStreams))
  })

evaluate
  .command('index')
  .description('compare the index with exact search, and say what a search costs')
  .option('--tracks <count>', 'generate catalogues up to so many tracks, instead of reading the library in Kafka')
  .option('--json', 'print one line of JSON for each figure')
  .action(async (options: IndexOptions) => {
    const { evaluateIndex } = await import('../evaluate/evaluate-index.ts')
    await exitWhenPrinted(await evaluateIndex(configured(), options, standardStreams))
  })

function programVersion(): string {
  const text = readFileSync(join(PROGRAM_FOLDER, 'package.json'), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
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

function configured(): Config {
  return parseConfig(process.env)
}
