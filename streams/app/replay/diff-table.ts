import { textTable } from '../output/text-table.ts'
import type { DiffFigures, ModelFigures } from './diff.ts'
import type { Estimate } from './intervals.ts'
import { LEAST_EFFECTIVE_SIZE } from './off-policy.ts'

const NONE = '–'

/** The figures of a comparison as lines of text: a column for each model and one for what was recorded. */
export function diffTable({ models, recordedHits }: DiffFigures): readonly string[] {
  const columns = ['', ...models.map(({ model }) => model), 'recorded']
  const rows = [
    ['overlap@10', ...models.map(({ overlap }) => estimateText(overlap)), NONE],
    [
      'hit@10 of the next started track',
      ...models.map(({ hits }) => estimateText(hits)),
      `${estimateText(recordedHits)}${recordedHits === null ? '' : ' (shown: biased)'}`,
    ],
    ['IPS, drawn item', ...models.map(({ offPolicy }) => weighted(offPolicy, offPolicy.ips)), drawnText(models)],
    ['SNIPS, drawn item', ...models.map(({ offPolicy }) => weighted(offPolicy, offPolicy.snips)), drawnText(models)],
    ['lists equal in bytes', ...models.map(equalText), NONE],
  ]
  return [
    ...textTable(columns, rows).split('\n'),
    `In brackets: the 95 % interval; of shares that of Wilson, of overlap, IPS and SNIPS the bootstrap. Below an effective sample size (ESS) of ${LEAST_EFFECTIVE_SIZE} there is no conclusion.`,
  ]
}

/** Such as `0.903 [0.891, 0.914] n=1148`. */
export function estimateText(estimate: Estimate | null): string {
  if (estimate === null) return NONE
  const { value, low, high, n } = estimate
  return `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}] n=${n}`
}

function weighted({ draws, effectiveSize, isConclusive }: ModelFigures['offPolicy'], of: Estimate | null): string {
  if (of === null) return draws === 0 ? NONE : `${NONE} (no support in ${draws} draws)`
  const size = `ESS ${effectiveSize.toFixed(1)} of ${draws}`
  return isConclusive ? `${estimateText(of)}, ${size}` : `${of.value.toFixed(3)}, ${size}: no conclusion`
}

const drawnText = (models: readonly ModelFigures[]): string => estimateText(models[0]?.offPolicy.asDrawn ?? null)

function equalText({ equal, compared, differences }: ModelFigures): string {
  const others = Object.entries(differences).map(([why, count]) => `${count}: ${why}`)
  return `${equal} of ${compared}${others.length === 0 ? '' : ` (${others.join(', ')})`}`
}
