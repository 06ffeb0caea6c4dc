import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { wholeArtists } from './folds.ts'
import { someOf } from './sample.ts'
import { ConfigError } from '../../../engine/errors.ts'
import type { Config } from '../../config.ts'
import { openReport } from '../../supervisor/terminal.ts'
import type { Report } from '../../supervisor/terminal.ts'
import { standardError } from '../../output/output-streams.ts'
import type { OutputStreams } from '../../output/output-streams.ts'
import { EXIT } from '../../output/exit-codes.ts'
import { printFigures } from '../figures.ts'
import { openKeptResults } from './kept-results.ts'
import { page } from './report/page.ts'
import { tuningFigures, reportOf } from './report/report.ts'
import { collectSample, sourceName } from './samples.ts'
import type { SourceOptions } from './samples.ts'
import { fingerprint, sweep } from './sweep.ts'

/** The options as they were typed. */
export interface TuneOptions extends SourceOptions {
  readonly out: string
  readonly drawn: string
  readonly seed: string
  readonly json?: boolean
}

/** Every pair is compared, in each group: of more tracks whole artists are drawn. */
const MOST_TRACKS = 600
const FEWEST_TRACKS = 6
const MOST_DRAWN = 100_000

/**
 * Sweeps over ways to compare, and writes `report.html` and `report.json` into a folder. What has been tried is kept
 * there, so that the same command goes on where it was ended.
 * @throws {ConfigError} when options or files cannot be used. @returns the exit code.
 */
export async function evaluateTune(
  config: Config,
  options: TuneOptions,
  streams: OutputStreams,
  screen: Report = openReport(standardError),
): Promise<number> {
  const [seed, drawn] = [wholeNumber('--seed', options.seed), wholeNumber('--drawn', options.drawn)]
  const everything = await collectSample(config, options, streams)
  if (everything.ids.length < FEWEST_TRACKS) {
    throw new ConfigError(`There are ${everything.ids.length} tracks. With fewer than ${FEWEST_TRACKS} nothing can be held out.`) // prettier-ignore
  }
  const isMany = everything.ids.length > MOST_TRACKS
  const sample = isMany ? someOf(everything, wholeArtists(everything, MOST_TRACKS, seed)) : everything
  if (isMany)
    streams.err(`Of ${everything.ids.length} tracks ${sample.ids.length} are compared: artists drawn by the seed.`)
  makeFolder(options.out)
  const kept = openKeptResults(join(options.out, 'tried.ndjson'), fingerprint(sample, { seed, drawn }))
  if (kept.resumed > 0) streams.err(`Going on: ${kept.resumed} results are there from before.`)
  const swept = await sweep(sample, { seed, drawn }, kept, (total) => screen.bar('Trying', total, 'ways'))
  const report = reportOf(sample, swept, { source: sourceName(options), seed, drawn, found: everything.ids.length })
  const files = { html: join(options.out, 'report.html'), json: join(options.out, 'report.json') }
  writeFileSync(files.html, await page(report))
  writeFileSync(files.json, `${JSON.stringify(report)}\n`)
  printFigures(tuningFigures(report), options.json === true, streams)
  streams.err(`${report.verdict} The report is in ${files.html}, all numbers are in ${files.json}.`)
  return EXIT.ok
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ConfigError(`--out ${folder} is no folder that can be made (${why}).`)
  }
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isInteger(value) && value >= 0 && value <= MOST_DRAWN) return value
  throw new ConfigError(`${option} is a whole number from 0 to ${MOST_DRAWN}, not "${text}".`)
}
