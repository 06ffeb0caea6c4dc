import { ConfigError } from '../../engine/errors.ts'
import type { Config } from '../config.ts'
import type { AudioFeatures } from '../../../schemas/generated.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import { EXIT } from '../output/exit-codes.ts'
import { similarityFigures, LABEL_NAMES } from './evaluate-figures.ts'
import type { EvaluationFigure } from './evaluate-figures.ts'
import { printFigures } from './figures.ts'
import { indexRecall } from './evaluate-index.ts'
import type { ItemsAndViews } from './evaluate-tracks.ts'
import { standardViews, analysedInFolders, analysedInTopics } from './evaluate-tracks.ts'
import { itemsInTable } from './evaluate-table.ts'

/** The options as they were typed. */
export interface SimilarityOptions {
  readonly music: readonly string[]
  readonly labels?: string
  readonly table?: string
  readonly label?: string
  readonly features?: string
  readonly json?: boolean
}

/**
 * Measures how well near neighbours share labels: in folders of music, in a table of features, or else in the running
 * system's topics.
 * @throws {ConfigError} when the options or files cannot be used. @returns the exit code.
 */
export async function evaluateSimilarity(
  config: Config,
  options: SimilarityOptions,
  streams: OutputStreams,
): Promise<number> {
  const { items, views, features } = await collected(config, options, streams)
  if (items.length < 3) {
    throw new ConfigError(`There are ${items.length} tracks to compare. With fewer than three nothing can be measured.`)
  }
  if (items.every(({ labels }) => LABEL_NAMES.every((name) => labels[name] === null))) {
    streams.err(
      'No track has a genre, artist or album, so only hubs are looked for. Give --labels FILE, or tag the files.',
    )
  }
  printFigures([...similarityFigures(items, views), ...indexFigures(features)], options.json === true, streams)
  return EXIT.ok
}

/** The other figures are of exact search; this one is the recall of the index against it. */
function indexFigures(features: readonly AudioFeatures[]): readonly EvaluationFigure[] {
  const { recall, queries } = indexRecall(features)
  if (queries < 2) return []
  const metric = 'recall@10 of the index against exact search'
  return [{ name: 'evaluate similarity', subject: 'slipstream', metric, value: recall, unit: 'of 1', queries }]
}

interface MeasuredItems extends ItemsAndViews {
  /** For the index; none for rows of a table. */
  readonly features: readonly AudioFeatures[]
}

async function collected(config: Config, options: SimilarityOptions, streams: OutputStreams): Promise<MeasuredItems> {
  const { music, labels, table, label, features } = options
  if (table !== undefined) {
    if (music.length > 0) throw new ConfigError('Give either --music or --table, not both.')
    if (label === undefined || features === undefined) {
      throw new ConfigError('With --table, give --label COLUMN and --features REGEX, too.')
    }
    return { ...(await itemsInTable(table, label, features, labels)), features: [] }
  }
  if (label !== undefined || features !== undefined) throw new ConfigError('--label and --features go with --table.')
  const heard = await (music.length > 0
    ? analysedInFolders(config, music, labels, streams)
    : analysedInTopics(config, labels))
  const byId = [...heard].sort((a, b) => (a.item.id < b.item.id ? -1 : 1))
  return { ...standardViews(heard), features: byId.map((each) => each.features) }
}
