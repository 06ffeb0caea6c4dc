import { TASKS } from '../metrics.ts'
import type { RetrievalTask } from '../metrics.ts'
import { drawing } from './drawing.ts'
import type { Plot } from './drawing.ts'
import { html } from './markup.ts'
import type { Markup } from './markup.ts'
import { changePlot, mapPlot, recallPlot, weightPlot } from './plots.ts'
import type { TrialReport, TuningReport } from './report.ts'
import { signed } from './report.ts'
import { styles } from './styles.ts'

const MOST_LISTED = 10

const TASK_NAMES: Readonly<Record<RetrievalTask, string>> = {
  track: 'Other part of the same track',
  artist: 'Other track of the same artist',
  genre: 'Same genre, other artist and album',
}

/** The report as one HTML document that needs nothing else: no script, no picture, no font. */
export async function page(report: TuningReport): Promise<string> {
  const title = `How well tracks are compared: ${report.source}`
  const drawn = await Promise.all([groups, weights, cells, map].map((section) => section(report)))
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${title}</title>
        <style>
          ${{ markup: styles }}
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p class="verdict">${report.verdict}</p>
          ${introduction(report)} ${heldOut(report)} ${drawn} ${listed(report)}
        </main>
      </body>
    </html>`
  return `${document.markup}\n`
}

function introduction({ tracks, found, artists, folds, trials, seed, drawn }: TuningReport): Markup {
  const part = found > tracks ? ` (of ${found}: whole artists, drawn by the seed)` : ''
  const way = folds === artists ? 'each artist is held out once' : `artists are held out in ${folds} parts`
  return html`<p>
      ${tracks} tracks${part} of ${artists} artists; ${way}. ${trials.length} ways to compare were tried, ${drawn} of
      them drawn by seed ${seed}. For each part, the way is taken that does best among the other artists alone; it is
      judged by what it finds for those held out.
    </p>
    <p>
      The score of a track is its mean average precision over what can be asked of it: find the other parts of the same
      track, other tracks of the same artist, and the same genre by other artists. Intervals hold 95 % of 2 000 draws of
      artists.
    </p>`
}

function heldOut({ today, chosen }: TuningReport): Markup {
  const asked = TASKS.filter((task) => today.tasks[task].queries > 0)
  const row = (name: string, { score, tasks }: TuningReport['today']) => [
    name,
    score.toFixed(3),
    ...asked.flatMap((task) => {
      const { hitAt1, precision, meanAveragePrecision } = tasks[task]
      return [hitAt1, precision, meanAveragePrecision].map((value) => value.toFixed(3))
    }),
  ]
  const heads = asked.flatMap((task) => ['hit@1', 'precision@10', 'mAP'].map((metric) => `${short(task)} ${metric}`))
  return html`<h2>Held-out figures</h2>
    <ul>
      ${asked.map((task) => html`<li>${short(task)}: ${TASK_NAMES[task]}, ${today.tasks[task].queries} tracks asked.</li>`)}
    </ul>
    ${table(
      'On artists that had no part in the choice',
      ['Way', 'Score', ...heads],
      [row('Today’s', today), row('Chosen by the other artists', chosen)],
    )}`
}

const short = (task: RetrievalTask): string => `${task[0]?.toUpperCase() ?? ''}${task.slice(1)}`

async function groups({ trials }: TuningReport): Promise<Markup> {
  const without = trials.filter(({ kind }) => kind === 'without' || kind === 'scaling')
  const alone = trials.filter(({ kind }) => kind === 'alone')
  return html`<h2>What each group of features is worth</h2>
    <p>A group that is worth something leaves a lower score, left of the dashed line, when it is left out.</p>
    <div class="figures">
      ${await figure('Without one group, or scaled otherwise', changePlot('without', 'Without one group, or scaled otherwise', without), changes('Without one group, or scaled otherwise', without))}
      ${alone.length === 0 ? '' : await figure('One group alone', changePlot('alone', 'One group alone', alone), changes('One group alone', alone))}
    </div>`
}

function changes(title: string, trials: readonly TrialReport[]): Markup {
  return table(
    `${title}: numbers`,
    ['Way', 'Score', 'Change', 'from', 'to'],
    trials.map(({ name, score, difference: { mean, low, high } }) => [name, score.toFixed(3), ...[mean, low, high].map(signed)]), // prettier-ignore
  )
}

async function weights(report: TuningReport): Promise<Markup> {
  const tried = report.trials.filter(({ kind, times }) => kind === 'weight' || times === 0)
  if (tried.length === 0) return html``
  const columns = [0, 0.25, 0.5, 2, 4]
  const rows = report.groups.map(({ name, weight }) => [
    name,
    String(weight),
    ...columns.map(
      (times) => tried.find((each) => each.group === name && each.times === times)?.score.toFixed(3) ?? '',
    ),
  ])
  const heads = ['Group', 'Weight today', ...columns.map((times) => `× ${times}`)]
  return html`<h2>Weights</h2>
    <p>With all as today the score is ${report.today.score.toFixed(3)}, the square in each panel.</p>
    <div class="figures">
      ${await figure('Score by the weight of each group', weightPlot(report), table('Score by weight: numbers', heads, rows))}
    </div>`
}

async function cells({ cells: tried, cellChoice, tracks }: TuningReport): Promise<Markup> {
  if (tried.length === 0) return html``
  const most = Math.max(...tried.map(({ recall }) => recall.length))
  const probes = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128].filter((each) => each <= most)
  const rows = tried.map(({ cells: count, recall, compared }) => [
    String(count),
    ...probes.map((each) => {
      const [found, share] = [recall[each - 1], compared[each - 1]]
      return found === undefined || share === undefined ? '' : `${found.toFixed(2)} (${Math.round(share * 100)} %)`
    }),
  ])
  const share = Math.round((cellChoice.compared / tracks) * 100)
  return html`<h2>Cells and probes</h2>
    <p>
      Cells are found without the artists that are held out. With the cells and probes that reach 0.95 for the others at
      the fewest comparisons, recall is ${cellChoice.recall.toFixed(3)} for those held out; a search then compares
      ${cellChoice.compared.toFixed(0)} vectors, ${share} % of the tracks, centres included. The dashed line is the
      goal.
    </p>
    <div class="figures">
      ${await figure('Recall against probes', recallPlot(tried), table('Recall, and vectors compared as a part of the library', ['Cells', ...probes.map((each) => `${each} probe${each === 1 ? '' : 's'}`)], rows))}
    </div>`
}

async function map({ map: plane }: TuningReport): Promise<Markup> {
  const rows = plane.tracks.map(({ id, x, y, genre, artist, cell }) => [
    id,
    genre ?? 'not known',
    artist ?? 'not known',
    cell,
    x.toFixed(2),
    y.toFixed(2),
  ])
  const known = (['genre', 'artist', 'cell'] as const).filter((by) => plane.tracks.some((track) => track[by] !== null))
  return html`<h2>The library in the plane</h2>
    <p>
      Principal components of the space in which tracks are compared. The plane shows only a part of all differences:
      what is near here can be far apart there.
    </p>
    <div class="figures">${await Promise.all(known.map((by) => figure(`By ${by}`, mapPlot(by, plane))))}</div>
    <details>
      <summary>All ${plane.tracks.length} tracks in a table</summary>
      ${table('Places on the map', ['Track', 'Genre', 'Artist', 'Cell', 'Across', 'Up'], rows, 4)}
    </details>`
}

function listed({ trials, chosenByFold, best }: TuningReport): Markup {
  const chosen = new Map<string, number>()
  for (const name of chosenByFold) chosen.set(name, (chosen.get(name) ?? 0) + 1)
  const first = [...trials].sort((a, b) => b.score - a.score).slice(0, MOST_LISTED)
  const today = trials[0]
  const shown = today === undefined || first.includes(today) ? first : [...first, today]
  const rows = shown.map(({ name, scaling, weights: weighed, score, difference }) => [
    name,
    scaling,
    ...Object.values(weighed).map((weight) => String(Math.round(weight * 1000) / 1000)),
    score.toFixed(3),
    signed(difference.mean),
    String(chosen.get(name) ?? 0),
  ])
  const heads = ['Way', 'Scaling', ...Object.keys(today?.weights ?? {}), 'Score', 'Change', 'Times chosen']
  return html`<h2>The best of all that was tried</h2>
    <p>
      Scores here are of all artists at once. The first of many flatters itself, even if all are alike: judge by the
      held-out figures. “${best}” is the best.
    </p>
    ${table('Ways with the highest scores', heads, rows, 2)}`
}

async function figure(caption: string, plot: Plot, numbers: Markup | string = ''): Promise<Markup> {
  return html`<figure>
    <figcaption>${caption}</figcaption>
    ${await drawing(plot)} ${numbers}
  </figure>`
}

/** It scrolls by itself where it is too wide, also by keyboard. @param names how many columns hold words. */
function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[], names = 1): Markup {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads.map((head, i) => html`<th scope="col" class="${i < names ? 'name' : ''}">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([name = '', ...cellTexts]) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${cellTexts.map((text, i) => html`<td class="${i + 1 < names ? 'name' : ''}">${text}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}
