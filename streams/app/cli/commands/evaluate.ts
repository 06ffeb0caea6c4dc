import type { Command } from 'commander'
import { standardStreams } from '../../output/output-streams.ts'
import { exitWhenPrinted } from '../../output/exit-when-printed.ts'
import type { HistoryOptions } from '../../evaluate/evaluate-history.ts'
import type { SimilarityOptions } from '../../evaluate/evaluate-similarity.ts'
import type { TuneOptions } from '../../evaluate/tune/tune.ts'
import type { IndexOptions } from '../../evaluate/evaluate-index.ts'
import { collect } from './collect.ts'
import { configured } from './configured.ts'

/** Each part of the program that can be measured has its own subcommand. */
export function addEvaluate(program: Command): void {
  const evaluate = program
    .command('evaluate')
    .description('measure how good suggestions, neighbours and the index are; figures go to standard output')

  evaluate
    .command('history')
    .description('suggest at each place of recorded histories, and compare with what came next')
    .option('--items <file>', 'a user, then item ids in order of time, on each line; the last one is to be found')
    .option('--negatives <file>', 'a user, then the item ids that the last one is ranked against, on each line')
    .option('--plays <file>', 'plays as lines of JSON, or comma-separated under a header, instead of the two files')
    .option(
      '--from <time>',
      'without any file, of the plays that were recorded: those since then, such as 2026-11-30T18:00Z or -2h',
    )
    .option('--to <time>', 'those before then')
    .option('--json', 'print one line of JSON for each figure')
    .action(async (options: HistoryOptions) => {
      if (options.plays === undefined && options.items === undefined && options.negatives === undefined) {
        const { evaluateRecorded } = await import('../../evaluate/evaluate-recorded.ts')
        await exitWhenPrinted(await evaluateRecorded(configured(), options, standardStreams))
      }
      const { evaluateHistory } = await import('../../evaluate/evaluate-history.ts')
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
      const { evaluateSimilarity } = await import('../../evaluate/evaluate-similarity.ts')
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
      const { evaluateTune } = await import('../../evaluate/tune/tune.ts')
      await exitWhenPrinted(await evaluateTune(configured(), options, standardStreams))
    })

  evaluate
    .command('index')
    .description('compare the index with exact search, and say what a search costs')
    .option('--tracks <count>', 'generate catalogues up to so many tracks, instead of reading the library in Kafka')
    .option('--json', 'print one line of JSON for each figure')
    .action(async (options: IndexOptions) => {
      const { evaluateIndex } = await import('../../evaluate/evaluate-index.ts')
      await exitWhenPrinted(await evaluateIndex(configured(), options, standardStreams))
    })
}
