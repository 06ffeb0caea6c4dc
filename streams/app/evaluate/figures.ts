import type { OutputStreams } from '../output/output-streams.ts'

/**
 * One measured figure, as one line of JSON. `low` and `high`: the 95 % interval of the median of the rounds' ratios; `least` and
 * `most`: of what `value` was taken from, in its unit.
 */
export interface Figure {
  readonly name: string
  readonly subject: string
  readonly metric: string
  readonly value: number
  readonly unit: string
  readonly peer?: string
  readonly ratio?: number
  readonly low?: number
  readonly high?: number
  readonly least?: number
  readonly most?: number
  readonly goal?: number
  readonly met?: boolean
  /** Why there is no figure. */
  readonly note?: string
}

interface Cell {
  readonly subject: string
  readonly metric: string
  readonly value: number
  readonly unit: string
  readonly goal?: number
  readonly met?: boolean
  /** Observations that it rests on, and its 95 % interval. */
  readonly n?: number
  readonly interval?: readonly [low: number, high: number]
}

const MISSED = '*'

/** Prints figures: each as a line of JSON, or all as a table. */
export function printFigures(figures: readonly Cell[], isJson: boolean, streams: OutputStreams): void {
  for (const line of isJson ? figures.map((each) => JSON.stringify(each)) : figureTable(figures)) streams.out(line)
}

/**
 * Figures as lines of a table: a column for each subject, a row for each metric, both in order of first appearance. A figure
 * that misses its goal is marked.
 */
export function figureTable(figures: readonly Cell[]): readonly string[] {
  const subjects = [...new Set(figures.map(({ subject }) => subject))]
  const heads = [...new Set(figures.map(headOf))]
  const rows = heads.map((head) => {
    const row = figures.filter((figure) => headOf(figure) === head)
    const digits = digitsOf(row.map(({ value }) => value))
    const cells = subjects.map((subject) => {
      const figure = row.find((each) => each.subject === subject)
      if (figure === undefined) return ''
      const interval = figure.interval === undefined ? '' : ` [${figure.interval.map((edge) => edge.toFixed(digits)).join(', ')}]` // prettier-ignore
      return `${figure.value.toFixed(digits)}${interval}${figure.met === false ? MISSED : ' '}`
    })
    const goal = row.find((figure) => figure.goal !== undefined)?.goal
    const n = row.find((figure) => figure.n !== undefined)?.n
    const counted = n === undefined ? head : `${head}, n=${n}`
    return [goal === undefined ? counted : `${counted} (goal ${goal})`, ...cells]
  })
  const lines = aligned([['', ...subjects.map((subject) => `${subject} `)], ...rows])
  return figures.some(({ met }) => met === false) ? [...lines, `${MISSED} misses its goal`] : lines
}

const headOf = ({ metric, unit }: Cell): string => (unit === '' || unit === 'of 1' ? metric : `${metric}, ${unit}`)

/** Decimals, the same for a whole row. */
function digitsOf(values: readonly number[]): number {
  if (values.every(Number.isInteger)) return 0
  const largest = Math.max(...values.map(Math.abs))
  return largest >= 100 ? 0 : largest >= 10 ? 1 : 3
}

/** The first column aligned left, the others right, two spaces between them. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
