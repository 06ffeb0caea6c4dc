import type { Command } from 'commander'
import type { ExportOptions } from '../../export/export.ts'
import type { SqlOptions } from '../../export/sql.ts'
import { exitWhenPrinted } from '../../output/exit-when-printed.ts'
import { standardStreams } from '../../output/output-streams.ts'
import { configured } from './configured.ts'

/** Topics as files and tables. */
export function addExport(program: Command): void {
  program
    .command('export')
    .description('write topics into files for other programs, all or none; one line of JSON tells what each file holds')
    .argument('<topic...>', 'as in `slipstream topic list`')
    .requiredOption('--out <folder>', 'where the files are put; those of the same topic and format there are replaced')
    .option('--format <format>', 'parquet, csv or ndjson', 'parquet')
    .option('--from <where>', 'the first records: earliest, latest, OFFSET, -N, ISO time, DATE, -2h', 'earliest')
    .option('--to <where>', 'the end, exclusive; the end of the log unless given')
    .action(async (topics: readonly string[], options: ExportOptions) => {
      const { exportTopics } = await import('../../export/export.ts')
      await exitWhenPrinted(await exportTopics(configured(), topics, options, standardStreams))
    })
  program
    .command('sql')
    .description('ask the topics a question in SQL: each is a view, audio-references as audio_references')
    .argument('<query>', 'such as "select model, score from feedback_latest"; DuckDB answers it')
    .option('--format <format>', 'table, ndjson or csv; a table on a terminal, else ndjson')
    .option('--from <where>', 'the first records: earliest, latest, OFFSET, -N, ISO time, DATE, -2h')
    .option('--to <where>', 'the end, exclusive; the end of the log unless given')
    .option('--files <folder>', 'ask the Parquet files that `export` wrote there, and no Kafka')
    .action(async (query: string, options: SqlOptions) => {
      const { sql } = await import('../../export/sql.ts')
      await exitWhenPrinted(await sql(configured(), query, options, standardStreams))
    })
}
