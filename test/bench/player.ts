import { startPlayerBench } from '../ui/support/player-page.ts'
import { evenings } from '../support/evenings.ts'
import { inWords, median } from './figures.ts'
import type { Figure } from './figures.ts'
import { costFigures } from './player/cost.ts'
import { actFigures, nextFigures, spokenFigures, tapFigures } from './player/live.ts'
import { loadFigures } from './player/load.ts'
import { listFigures } from './player/long-list.ts'

/** Evenings whose lists are compared. */
const EVENINGS = 30
const GOALS = { kept: 12, inOrder: 3, restored: 16 }

/** The player in a real browser, on a server that speaks its protocol; lists of the recommender beside it. */
export async function playerBench(
  progress: (line: string) => void,
  options: readonly string[] = [],
): Promise<readonly Figure[]> {
  const only = options
    .find((option) => option.startsWith('--part='))
    ?.slice('--part='.length)
    .split(',')
  const bench = await startPlayerBench()
  const parts: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
    load: () => loadFigures(bench),
    acts: () => actFigures(bench),
    next: () => nextFigures(bench),
    tap: () => tapFigures(bench),
    spoken: () => spokenFigures(bench),
    list: () => listFigures(bench, progress),
    cost: () => costFigures(bench, progress),
    calm: () => Promise.resolve(calmFigures()),
  }
  try {
    const figures: Figure[] = []
    for (const [name, part] of Object.entries(parts)) {
      if (only?.includes(name) === false) continue
      progress(`The player: ${name}.`)
      const measured = await part().catch((error: unknown) => {
        progress(`The player: ${name} could not be measured. ${String(error)}`)
        process.exitCode = 1
        return []
      })
      for (const figure of measured) progress(inWords(figure))
      figures.push(...measured)
    }
    return figures
  } finally {
    await bench.stop()
  }
}

/** What stays of a list of twenty: by the recommender, as the page shows what the record says. */
function calmFigures(): readonly Figure[] {
  const all = evenings(EVENINGS)
  const of = (metric: string, value: number, goal: number): Figure => ({
    ...{ name: 'player', subject: `${EVENINGS} evenings`, metric, value, unit: 'tracks' },
    ...{ goal, met: value >= goal },
  })
  return [
    of('kept of 20 after a skip, median', median(all.map(({ kept }) => kept)), GOALS.kept),
    of('next five in their order, median', median(all.map(({ inOrder }) => inOrder)), GOALS.inOrder),
    of('restored of 20 by an un-like, least', Math.min(...all.map(({ restored }) => restored)), GOALS.restored),
  ]
}
