import type { Act, Suggestions } from './suggestions.ts'
import { knowsLastPlay } from './suggestions.ts'
import { didWords } from '../data/did-words.ts'

const MS_PER_SECOND = 1000

/** Acts that one press takes back. */
const UNDONE: ReadonlySet<string> = new Set(['skipped', 'disliked'])

/** What changed in Live, why, and how fresh that is. */
export interface ChangeWords {
  readonly words: string
  /** The act that Undo takes back; null: nothing is to be undone. */
  readonly undo: Act | null
}

/** `You skipped Teardrop: 3 new · up to date after 0.20 s`. Null: nothing has changed yet. */
export function changeWords(state: Suggestions): ChangeWords | null {
  const { change } = state
  if (change === null || (change.by === null && change.fresh.size === 0)) return null
  const what = change.fresh.size === 0 ? 'same songs, another order' : `${change.fresh.size} new`
  const why = change.by === null ? 'As you listen' : didWords(change.by.event, change.by.title)
  return {
    words: [`${why}: ${what}`, freshness(state)].filter((part) => part !== '').join('\u00a0· '),
    undo: change.by !== null && UNDONE.has(change.by.event) ? change.by : null,
  }
}

function freshness(state: Suggestions): string {
  if (state.lastPlayId === null) return ''
  if (!knowsLastPlay(state)) return 'not yet up to date with your last song'
  const took = state.change?.tookMs ?? null
  return took === null ? 'up to date' : `up to date after ${seconds(took)}`
}

function seconds(ms: number): string {
  return `${(ms / MS_PER_SECOND).toFixed(ms < MS_PER_SECOND ? 2 : 1)} s`
}
