import { checked } from '../../../../../processors/shared/numeric.ts'
import { RECALL_GOAL } from '../../../../../processors/shared/similarity/training/measure.ts'
import { TIMES } from '../candidates.ts'
import type { Plot } from './drawing.ts'
import type { CellReport, MapTrack, TrialReport, TuningReport } from './report.ts'
import { signed } from './report.ts'

/** Of every plot, in its own units: letters have one size in all. */
const WIDTH = 340

const dashed = () => ({ type: 'rule' as const, strokeDash: [4, 3], strokeWidth: 1.5 })

/** Recall of held-out tracks by the cells that are looked into, one line for each number of cells. */
export function recallPlot(cells: readonly CellReport[]): Plot {
  const values = cells.flatMap(({ cells: count, recall }) =>
    recall.map((value, at) => ({ cells: `${count} cells`, probes: at + 1, recall: value })),
  )
  const lines = cells.map(({ cells: count, recall }) => {
    const at = recall.findIndex((value) => value >= RECALL_GOAL)
    return `${count} cells: ${checked(recall[0]).toFixed(2)} with one probe, ${RECALL_GOAL} with ${at + 1}.`
  })
  const kind = { field: 'cells', type: 'nominal', sort: null } as const
  return {
    id: 'recall',
    title: 'Recall against probes',
    description: lines.join(' '),
    spec: {
      width: WIDTH,
      height: 190,
      data: { values },
      layer: [
        { mark: dashed(), encoding: { y: { datum: RECALL_GOAL } } },
        {
          mark: { type: 'line', point: true },
          encoding: {
            x: { field: 'probes', type: 'quantitative', axis: { tickMinStep: 1, title: 'Probes: cells that a search looks into' } }, // prettier-ignore
            y: { field: 'recall', type: 'quantitative', scale: { zero: false }, axis: { title: 'Recall at 10' } },
            color: kind,
            shape: kind,
            strokeDash: kind,
          },
        },
      ],
    },
  }
}

/** The change of the score against today's with its 95 % interval, a row for each trial. */
export function changePlot(id: string, title: string, trials: readonly TrialReport[]): Plot {
  const values = trials.map(({ name, difference }) => ({ name, ...difference }))
  const y = { field: 'name', type: 'nominal', sort: null, axis: { title: null, labelLimit: 150 } } as const
  const axis = { title: 'Score minus that of today’s way', tickCount: 4 }
  return {
    id,
    title,
    description: trials.map(({ name, difference }) => `${name}: ${signed(difference.mean)}.`).join(' '),
    spec: {
      width: WIDTH - 140,
      height: { step: 24 },
      data: { values },
      layer: [
        { mark: dashed(), encoding: { x: { datum: 0 } } },
        {
          mark: { type: 'rule', color: 'var(--c0)', strokeWidth: 2 },
          encoding: { y, x: { field: 'low', type: 'quantitative', axis }, x2: { field: 'high' } },
        },
        {
          mark: { type: 'point', filled: true, size: 60 },
          encoding: { y, x: { field: 'mean', type: 'quantitative' } },
        },
      ],
    },
  }
}

/** A panel for each group: the score by how many times today's weight it has. */
export function weightPlot({ groups, trials, today }: TuningReport): Plot {
  const values = groups.flatMap(({ name }) =>
    TIMES.flatMap((times, at) => {
      const trial = trials.find((each) => each.group === name && each.times === times)
      const score = times === 1 ? today.score : trial?.score
      return score === undefined ? [] : [{ group: name, times: WRITTEN[at] ?? '', score }]
    }),
  )
  const peaks = groups.map(({ name }) => {
    const own = values.filter(({ group }) => group === name)
    const top = own.reduce((a, b) => (b.score > a.score ? b : a), own[0] ?? { times: '', score: 0 })
    return `${name}: highest, ${top.score.toFixed(3)}, at ${top.times} times.`
  })
  const x = { field: 'times', type: 'ordinal', sort: WRITTEN, axis: { labelAngle: 0, title: 'Times today’s weight' } } as const // prettier-ignore
  const y = { field: 'score', type: 'quantitative', scale: { zero: false }, axis: { title: 'Score', tickCount: 3 } } as const // prettier-ignore
  return {
    id: 'weights',
    title: 'Score by the weight of each group',
    description: peaks.join(' '),
    spec: {
      data: { values },
      facet: { field: 'group', type: 'nominal', sort: null },
      columns: 2,
      spacing: { row: 44, column: 50 },
      spec: {
        width: WIDTH / 2 - 40,
        height: 70,
        layer: [
          { mark: 'line', encoding: { x, y } },
          {
            mark: { type: 'point', filled: true, size: 60 },
            encoding: { x, y, shape: { condition: { test: "datum.times === '1'", value: 'square' }, value: 'circle' } },
          },
        ],
      },
    },
  }
}

const WRITTEN = ['0', '¼', '½', '1', '2', '4']

/** Kinds that shape and colour can tell apart. */
const KINDS = 8

/** Each value's name in a legend: the commonest values by themselves, the rest as one, the most common first. */
export function commonest(values: readonly (string | null)[]): {
  readonly names: readonly string[]
  nameOf(value: string | null): string
} {
  const counts = new Map<string, number>()
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  const sorted = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([value]) => value)
  const isAll = sorted.length <= KINDS - 1
  const shown = sorted.slice(0, isAll ? KINDS - 1 : KINDS - 2)
  const others = `${sorted.length - shown.length} others`
  const unknown = 'not known'
  return {
    names: [...shown, ...(isAll ? [] : [others]), ...(values.includes(null) ? [unknown] : [])],
    nameOf: (value) => (value === null ? unknown : shown.includes(value) ? value : others),
  }
}

/** The library in the plane, marked by one label. One scale serves both directions, so that distances are true. */
export function mapPlot(by: 'genre' | 'artist' | 'cell', { tracks, shares }: TuningReport['map']): Plot {
  const labelOf = (track: MapTrack) => track[by]
  const { names, nameOf } = commonest(tracks.map(labelOf))
  const values = tracks.map((track) => ({ x: track.x, y: track.y, label: nameOf(labelOf(track)) }))
  const height = 310
  const middle = (all: readonly number[]) => (Math.min(...all) + Math.max(...all)) / 2
  const span = (all: readonly number[]) => Math.max(...all) - Math.min(...all) || 1
  const [xs, ys] = [tracks.map(({ x }) => x), tracks.map(({ y }) => y)]
  const unit = 1.06 * Math.max(span(xs) / WIDTH, span(ys) / height)
  const domain = (all: readonly number[], size: number): [number, number] => {
    return [middle(all) - (unit * size) / 2, middle(all) + (unit * size) / 2]
  }
  const percent = (share: number) => `${Math.round(share * 100)} %`
  const kind = { field: 'label', type: 'nominal', sort: [...names] } as const
  const bare = { grid: false, ticks: false, labels: false }
  return {
    id: `map-${by}`,
    title: `The library by ${by}`,
    description: `${tracks.length} tracks, by ${by}: ${names.join(', ')}. The two directions hold ${percent(shares[0])} and ${percent(shares[1])} of all differences.`,
    spec: {
      width: WIDTH,
      height,
      data: { values },
      mark: { type: 'point', filled: true, size: 50, opacity: 1 },
      encoding: {
        x: { field: 'x', type: 'quantitative', scale: { domain: domain(xs, WIDTH) }, axis: { ...bare, title: `First component: ${percent(shares[0])} of differences` } }, // prettier-ignore
        y: { field: 'y', type: 'quantitative', scale: { domain: domain(ys, height) }, axis: { ...bare, title: `Second component: ${percent(shares[1])}` } }, // prettier-ignore
        color: kind,
        shape: kind,
      },
    },
  }
}
