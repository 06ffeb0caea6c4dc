import { checked } from '../../../../processors/shared/numeric.ts'
import type { TuningSample, WeighedRange } from './sample.ts'
import { groupRanges, vectorOf } from '../../../../processors/shared/similarity/vector.ts'
import { ConfigError } from '../../../engine/errors.ts'
import type { Config } from '../../config.ts'
import type { OutputStreams } from '../../output/output-streams.ts'
import { rowsInTable } from '../evaluate-table.ts'
import type { MeasuredRows } from '../evaluate-table.ts'
import { analysedInFolders, analysedInTopics } from '../evaluate-tracks.ts'
import type { AnalysedItem } from '../evaluate-tracks.ts'
import type { Item } from '../evaluate-figures.ts'

/** Where the tracks come from, as it was typed. */
export interface SourceOptions {
  readonly music: readonly string[]
  readonly labels?: string
  readonly table?: string
  readonly label?: string
  readonly artist?: string
  readonly features?: string
}

/** @throws {ConfigError} when the options do not fit together or a file cannot be used. */
export async function collectSample(
  config: Config,
  options: SourceOptions,
  streams: OutputStreams,
): Promise<TuningSample> {
  const { music, labels, table, label, artist, features } = options
  if (table !== undefined) {
    if (music.length > 0) throw new ConfigError('Give either --music or --table, not both.')
    if (label === undefined || features === undefined) {
      throw new ConfigError('With --table, give --label COLUMN and --features REGEX, too.')
    }
    return sampleOfRows(await rowsInTable(table, label, features, labels, artist))
  }
  if (label !== undefined || features !== undefined || artist !== undefined) {
    throw new ConfigError('--label, --artist and --features go with --table.')
  }
  if (music.length > 0) return sampleOfHeard(await analysedInFolders(config, music, labels, streams))
  return sampleOfHeard(await analysedInTopics(config, labels))
}

/** Said of the source in the report. */
export function sourceName({ music, table }: SourceOptions): string {
  return table ?? (music.length > 0 ? music.join(', ') : 'the running system')
}

function sampleOfHeard(heard: readonly AnalysedItem[]): TuningSample {
  const usable = heard.flatMap(({ item, features }) => {
    const vector = vectorOf(features)
    return vector === null ? [] : [{ item, vector }]
  })
  return sampleOf(usable, groupRanges)
}

function sampleOfRows({ items, vectors, compared }: MeasuredRows): TuningSample {
  // The columns of a group side by side, whatever lies between them in the table.
  const groupOf = compared.map(groupOfColumn)
  const names = [...new Set(groupOf)]
  const order = names.flatMap((name) => groupOf.flatMap((group, column) => (group === name ? [column] : [])))
  let from = 0
  const groups = names.map((name): WeighedRange => {
    const range = { name, from, to: from + groupOf.filter((group) => group === name).length, weight: 1 / names.length }
    from = range.to
    return range
  })
  const rows = items.flatMap((item, i) => {
    const vector = vectors[i]
    return vector === undefined ? [] : [{ item, vector: Float64Array.from(order, (column) => checked(vector[column])) }]
  })
  return sampleOf(rows, groups)
}

/** `mfcc` of `mfcc12_var` (GTZAN) and of `mfcc.kurtosis.01` (FMA): what is measured, without statistic and number. */
export function groupOfColumn(column: string): string {
  const [measured = column] = column.split('.')
  return measured.replace(/_(mean|var|std|median|min|max|skew|kurtosis)$/i, '').replace(/[_ ]?\d+$/, '') || column
}

/** In order of id, so that equal distances fall the same way each time. */
function sampleOf(
  rows: readonly { readonly item: Item; readonly vector: Float64Array }[],
  groups: readonly WeighedRange[],
): TuningSample {
  const sorted = [...rows].sort((a, b) => (a.item.id < b.item.id ? -1 : 1))
  const labelled = (name: 'track' | 'artist' | 'album' | 'genre') => sorted.map(({ item }) => item.labels[name])
  return {
    ids: sorted.map(({ item }) => item.id),
    labels: {
      track: labelled('track'),
      artist: labelled('artist'),
      album: labelled('album'),
      genre: labelled('genre'),
    },
    vectors: sorted.map(({ vector }) => vector),
    groups,
  }
}
