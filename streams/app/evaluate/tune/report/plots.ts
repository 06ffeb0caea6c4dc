import { checked } from '../../../../../processors/shared/numeric.ts'
import { TIMES } from '../candidates.ts'
import { RECALL_GOAL } from '../../../../../processors/shared/similarity/training/measure.ts'
import {
  acrossAxis,
  axisFor,
  countAxis,
  drawing,
  legend,
  marker,
  MARKERS,
  placeOn,
  shortened,
  upAxis,
  WIDTH,
} from './axes.ts'
import { html } from './markup.ts'
import type { Markup } from './markup.ts'
import type { CellReport, MapTrack, TrialReport, TuningReport } from './report.ts'
import { signed } from './report.ts'

/** Recall of held-out tracks by the cells that are looked into, one line for each number of cells. */
export function recallPlot(cells: readonly CellReport[]): Markup {
  const frame = { left: 44, right: WIDTH - 12, top: 40, bottom: 230 }
  const most = Math.max(...cells.map(({ recall }) => recall.length))
  const across = countAxis(most)
  const up = axisFor([...cells.flatMap(({ recall }) => recall), 1, RECALL_GOAL], 5)
  const [x, y] = [placeOn(across, frame.left, frame.right), placeOn(up, frame.bottom, frame.top)]
  const names = legend(cells.map((each) => `${each.cells} cells`), frame.bottom + 58, frame.left) // prettier-ignore
  const told = cells.map(({ cells: count, recall }) => {
    const at = recall.findIndex((value) => value >= RECALL_GOAL)
    return `${count} cells: ${checked(recall[0]).toFixed(2)} with one probe, ${RECALL_GOAL} with ${at + 1}.`
  })
  const lines = cells.map(({ recall }, i) => {
    const points = recall.map((value, at) => ({ x: x(at + 1), y: y(value) }))
    const path = points.map((point) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`).join(' ')
    return html`<polyline
        class="line l${i % MARKERS}"
        points="${path}"
      />${points.map((point) => marker(i, point.x, point.y))}`
  })
  const goal = html`<line
    class="goal"
    x1="${frame.left}"
    x2="${frame.right}"
    y1="${y(RECALL_GOAL)}"
    y2="${y(RECALL_GOAL)}"
  />`
  const content = [acrossAxis(across, frame, 'Probes: cells that a search looks into'), upAxis(up, frame, 'Recall at 10'), goal, ...lines, names.content] // prettier-ignore
  return drawing('recall', frame.bottom + 54 + names.height, 'Recall against probes', told.join(' '), content)
}

/** The change of the score against today's with its interval, a row for each way. */
export function changePlot(id: string, title: string, trials: readonly TrialReport[]): Markup {
  const ROW = 24
  const frame = { left: 176, right: WIDTH - 14, top: 14, bottom: 14 + ROW * trials.length }
  const across = axisFor([0, ...trials.flatMap(({ difference: { low, high } }) => [low, high])], 4)
  const x = placeOn(across, frame.left, frame.right)
  const rows = trials.map(({ name, difference: { mean, low, high } }, i) => {
    const y = frame.top + ROW * (i + 0.5)
    return html`<text x="${frame.left - 10}" y="${y + 4}" text-anchor="end">${shortened(name, 22)}</text>
      <line class="whisker" x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}" />
      ${marker(0, x(mean), y)}`
  })
  const told = trials.map(({ name, difference }) => `${name}: ${signed(difference.mean)}.`).join(' ')
  const zero = html`<line class="goal" x1="${x(0)}" x2="${x(0)}" y1="${frame.top}" y2="${frame.bottom}" />`
  const axis = acrossAxis(across, frame, 'Score minus that of today’s way')
  return drawing(id, frame.bottom + 44, title, told, [axis, zero, ...rows])
}

/** A panel for each group: the score by how many times today's weight it has. */
export function weightPlot({ groups, trials, today }: TuningReport): Markup {
  const COLUMN = WIDTH / 2
  const ROW = 138
  const panels = groups.map(({ name }) => ({
    name,
    points: TIMES.flatMap((times, at) => {
      const trial = trials.find((each) => each.group === name && each.times === times)
      const score = times === 1 ? today.score : trial?.score
      return score === undefined ? [] : [{ at, score }]
    }),
  }))
  const up = axisFor(panels.flatMap(({ points }) => points.map(({ score }) => score)), 3) // prettier-ignore
  const across = {
    from: 0,
    to: TIMES.length - 1,
    ticks: TIMES.map((_, at) => at),
    write: (at: number) => WRITTEN[at] ?? '',
  }
  const content = panels.map(({ name, points }, i) => {
    const [left, top] = [(i % 2) * COLUMN, Math.floor(i / 2) * ROW]
    const frame = { left: left + 42, right: left + COLUMN - 14, top: top + 28, bottom: top + 98 }
    const [x, y] = [placeOn(across, frame.left, frame.right), placeOn(up, frame.bottom, frame.top)]
    const path = points.map(({ at, score }) => `${x(at).toFixed(1)},${y(score).toFixed(1)}`).join(' ')
    return html`${acrossAxis(across, frame, '')}${upAxis(up, frame, '')}
      <text class="axis" x="${frame.left}" y="${top + 14}">${shortened(name, 22)}</text>
      <polyline class="line l0" points="${path}" />
      ${points.map(({ at, score }) => marker(WRITTEN[at] === '1' ? 1 : 0, x(at), y(score)))}`
  })
  const height = Math.ceil(panels.length / 2) * ROW + 6
  const told = panels.map(({ name, points }) => {
    const top = points.reduce((a, b) => (b.score > a.score ? b : a), points[0] ?? { at: 0, score: 0 })
    return `${name}: highest, ${top.score.toFixed(3)}, at ${WRITTEN[top.at] ?? ''} times.`
  })
  const caption = html`<text class="axis" x="${WIDTH / 2}" y="${height}" text-anchor="middle"
    >Times today’s weight; the score upwards</text
  >`
  return drawing('weights', height + 8, 'Score by the weight of each group', told.join(' '), [...content, caption])
}

const WRITTEN = ['0', '¼', '½', '1', '2', '4']

/** Names of the commonest values, the most first, in which the others are one. */
export function commonest(values: readonly (string | null)[]): {
  readonly names: readonly string[]
  kindOf(value: string | null): number
} {
  const counts = new Map<string, number>()
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  const sorted = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || (a < b ? -1 : 1))
  const fits = sorted.length <= MARKERS - 1
  const shown = sorted.slice(0, fits ? MARKERS - 1 : MARKERS - 2)
  const others = fits ? [] : [`${sorted.length - shown.length} others`]
  const unknown = values.includes(null) ? ['not known'] : []
  return {
    names: [...shown, ...others, ...unknown],
    kindOf: (value) => {
      if (value === null) return shown.length + others.length
      const at = shown.indexOf(value)
      return at < 0 ? shown.length : at
    },
  }
}

/** The library in the plane, marked by one label. */
export function mapPlot(by: 'genre' | 'artist' | 'cell', { tracks, shares }: TuningReport['map']): Markup {
  const frame = { left: 12, right: WIDTH - 12, top: 12, bottom: 320 }
  const labelOf = (track: MapTrack) => track[by]
  const { names, kindOf } = commonest(tracks.map(labelOf))
  // One scale for both directions, or distances would lie.
  const [xs, ys] = [tracks.map(({ x }) => x), tracks.map(({ y }) => y)]
  const middle = (values: readonly number[]) => (Math.min(...values) + Math.max(...values)) / 2
  const span = (values: readonly number[]) => Math.max(...values) - Math.min(...values) || 1
  const factor = Math.min((frame.right - frame.left - 16) / span(xs), (frame.bottom - frame.top - 16) / span(ys))
  const x = (value: number) => (frame.left + frame.right) / 2 + (value - middle(xs)) * factor
  const y = (value: number) => (frame.top + frame.bottom) / 2 - (value - middle(ys)) * factor
  const marks = tracks.map((track) => {
    const label = labelOf(track) ?? 'not known'
    return marker(kindOf(labelOf(track)), x(track.x), y(track.y), html`<title>${track.id}: ${label}</title>`)
  })
  const percent = (share: number) => `${Math.round(share * 100)} %`
  const described = `${tracks.length} tracks, by ${by}: ${names.join(', ')}. The two directions hold ${percent(shares[0])} and ${percent(shares[1])} of all differences.`
  const axes = html`<rect
      class="frame"
      x="${frame.left}"
      y="${frame.top}"
      width="${frame.right - frame.left}"
      height="${frame.bottom - frame.top}"
    />
    <text class="axis" x="${WIDTH / 2}" y="${frame.bottom + 18}" text-anchor="middle"
      >First component: ${percent(shares[0])} of differences; upwards the second: ${percent(shares[1])}</text
    >`
  const marked = legend(names, frame.bottom + 40, frame.left)
  return drawing(`map-${by}`, frame.bottom + 36 + marked.height, `The library by ${by}`, described, [
    axes,
    ...marks,
    marked.content,
  ])
}
