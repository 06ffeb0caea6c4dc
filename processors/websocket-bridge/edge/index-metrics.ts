import { Gauge } from 'prom-client'
import type { Registry } from 'prom-client'
import type { LibraryIndex } from '../../shared/similarity/library-index.ts'

/** How good the index is that is in force, read whenever the metrics are. @param index null while it is still being read. */
export function indexMetrics(registry: Registry, index: () => LibraryIndex | null): void {
  const gauge = (name: string, help: string, valueOf: (index: LibraryIndex) => number | undefined) => {
    new Gauge({
      name: `slipstream_index_${name}`,
      help,
      registers: [registry],
      collect() {
        const present = index()
        const value = present === null ? undefined : valueOf(present)
        if (value !== undefined) this.set(value)
      },
    })
  }
  gauge('version', 'Version of the index in force; 0 before the first training.', ({ version }) => version)
  gauge('tracks', 'Tracks that a search can find.', ({ sizes }) => sizes.indexed)
  gauge(
    'recall_at_10',
    'Recall at 10 against exact search when it was last measured.',
    (i) => i.codebook?.measuredRecall,
  )
  gauge('recall_goal', 'Recall at 10 that the probes were chosen for.', (i) => i.codebook?.recallGoal)
  gauge('cells', 'Cells of the index.', ({ codebook }) => codebook?.cells)
  gauge('probes', 'Cells that a search looks into.', ({ codebook }) => codebook?.probes)
  gauge('comparisons', 'Vectors that a search compares on average.', ({ codebook }) => codebook?.comparisons)
  gauge('smallest_cell_tracks', 'Tracks in the smallest cell.', ({ codebook }) => codebook?.smallestCell)
  gauge('median_cell_tracks', 'Tracks in the cell of middle size.', ({ codebook }) => codebook?.medianCell)
  gauge('largest_cell_tracks', 'Tracks in the largest cell.', ({ codebook }) => codebook?.largestCell)
  gauge('cell_imbalance', 'How much longer a search takes than in cells of one size.', (i) => i.codebook?.imbalance)
  gauge('hub_skewness', 'Skewness of how often a track is among the 10 nearest of others.', (i) => i.codebook?.hubSkew)
}
