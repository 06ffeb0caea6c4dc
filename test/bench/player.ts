import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { evenings } from '../support/evenings.ts'
import { startPlayerBench } from '../ui/support/player-page.ts'
import type { PlayerBench } from '../ui/support/player-page.ts'
import { inWords, median, spreadOf } from './figures.ts'
import type { Figure } from './figures.ts'
import { cpuFigures, gapFigures, heapFigures } from './player/cost.ts'
import { actFigures, nextFigures, spokenFigures, tapFigures } from './player/live.ts'
import { loadFigures } from './player/load.ts'
import { keyFigures, scrollFigures } from './player/long-list.ts'

/** Evenings whose lists are compared. */
const EVENINGS = 30
const GOALS = { kept: 12, inOrder: 3, restored: 16 }
/** A part that takes longer hangs. */
const PART_MS = 240_000

/** What a part that failed left open does not keep the process, or the next part, longer than this. */
const END_MS = 10_000

interface Part {
  /** What it measures, for the row of a part that fails. */
  readonly rows: string
  measure(bench: PlayerBench, progress: (line: string) => void): Promise<readonly Figure[]>
}

const OPTIONS = { part: { type: 'string' }, json: { type: 'boolean' } } as const

/** In the order of the rows; `--part NAME,NAME` measures some of them. */
const parts: Readonly<Record<string, Part>> = {
  load: { rows: 'bytes, requests, fetches of one list, first list, interactive, layout shift', measure: loadFigures },
  acts: { rows: 'act to visible, changes of one act', measure: actFigures },
  calm: { rows: 'kept, order, restored', measure: () => Promise.resolve(calmFigures()) },
  next: { rows: 'Next plays the first row', measure: nextFigures },
  tap: { rows: 'a tap plays the row under the finger', measure: tapFigures },
  scroll: { rows: 'scrolling, nodes', measure: scrollFigures },
  keys: { rows: 'key to result', measure: keyFigures },
  gap: { rows: 'silence between songs', measure: gapFigures },
  cpu: { rows: 'processor time playing and paused', measure: cpuFigures },
  heap: { rows: 'heap', measure: heapFigures },
  spoken: { rows: 'announcements, tab stops to the player', measure: spokenFigures },
}

/**
 * The player in a real browser, on a server that speaks its protocol; lists of the recommender beside it. Each part has a build
 * and a browser of its own: one that fails, or hangs, is a row that says so, and leaves the others as they are.
 */
export async function playerBench(
  progress: (line: string) => void,
  options: readonly string[] = [],
): Promise<readonly Figure[]> {
  const { part: chosen } = parseArgs({ args: [...options], options: OPTIONS }).values
  const only = chosen?.split(',')
  const unknown = only?.find((name) => !(name in parts))
  if (unknown !== undefined)
    throw new Error(`The player has no part "${unknown}": choose of ${Object.keys(parts).join(', ')}.`)
  const figures: Figure[] = []
  for (const [name, part] of Object.entries(parts)) {
    if (only?.includes(name) === false) continue
    progress(`The player: ${name}.`)
    const measured = await measuredPart(name, part, progress)
    for (const figure of measured) progress(inWords(figure))
    figures.push(...measured)
  }
  setTimeout(() => process.exit(), END_MS).unref()
  return figures
}

async function measuredPart(name: string, part: Part, progress: (line: string) => void): Promise<readonly Figure[]> {
  const failed = (error: unknown): readonly Figure[] => {
    process.exitCode = 1
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error)
    return [
      {
        name: 'player',
        subject: name,
        metric: part.rows,
        value: NaN,
        unit: '',
        met: false,
        note: `${part.rows} failed: ${reason}`,
      },
    ]
  }
  const bench = await startPlayerBench().catch(failed)
  if (!('open' in bench)) return bench
  const hanging = new AbortController()
  const late = wait(PART_MS, undefined, hanging).then(() => {
    throw new Error(`it was not done after ${PART_MS / 1_000} s`)
  })
  try {
    return await Promise.race([part.measure(bench, progress), late])
  } catch (error) {
    return failed(error)
  } finally {
    hanging.abort()
    late.catch(() => undefined)
    const ended = bench.stop().catch((error: unknown) => progress(`The browser was not ended: ${String(error)}`))
    await Promise.race([ended, wait(END_MS, undefined, { ref: false })])
  }
}

/** What stays of a list of twenty: by the recommender, as the page shows what the record says. */
function calmFigures(): readonly Figure[] {
  const all = evenings(EVENINGS)
  const of = (metric: string, values: readonly number[], value: number, goal: number): Figure => ({
    ...{ name: 'player', subject: `${EVENINGS} evenings`, metric, value, unit: 'tracks', ...spreadOf(values) },
    ...{ goal, met: value >= goal },
  })
  const [kept, inOrder, restored] = [
    all.map((each) => each.kept),
    all.map((each) => each.inOrder),
    all.map((each) => each.restored),
  ]
  return [
    of('kept of 20 after a skip, median', kept, median(kept), GOALS.kept),
    of('next five in their order, median', inOrder, median(inOrder), GOALS.inOrder),
    of('restored of 20 by an un-like, least', restored, Math.min(...restored), GOALS.restored),
  ]
}
