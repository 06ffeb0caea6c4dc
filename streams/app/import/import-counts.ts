import type { PlayEvent } from '../../../schemas/generated.ts'
import type { LeftOut } from './exported-listen.ts'
import type { Unmatched } from './library-match.ts'

/** What became of the entries of an import. */
export interface ImportCounts {
  entries: number
  /** In the topic from an earlier import, or twice in this one. */
  there: number
  unreadable: number
  readonly taken: ReadonlyMap<string, number>
  readonly missed: ReadonlyMap<string, number>
  readonly leftOut: ReadonlyMap<string, number>
  take(event: PlayEvent): void
  miss(why: Unmatched | 'impossible-time'): void
  leaveOut(why: LeftOut): void
}

export function importCounts(): ImportCounts {
  const [taken, missed, leftOut] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()]
  const add = (counts: Map<string, number>, name: string) => void counts.set(name, (counts.get(name) ?? 0) + 1)
  return {
    ...{ entries: 0, there: 0, unreadable: 0, taken, missed, leftOut },
    take: (event) => add(taken, event),
    miss: (why) => add(missed, why),
    leaveOut: (why) => add(leftOut, why),
  }
}

/** The line that ends an import. */
export function countedEntries(counts: ImportCounts, isWritten: boolean): string {
  const parts = [
    `${part(counts.taken)} ${isWritten ? 'imported' : 'to be imported'}`,
    `${counts.there} there already`,
    `${part(counts.missed)} not matched`,
    `${part(counts.leftOut)} left out`,
    `${counts.unreadable} unreadable`,
  ]
  return `${counts.entries} entries: ${parts.join(', ')}.`
}

function part(counts: ReadonlyMap<string, number>): string {
  const sum = [...counts.values()].reduce((total, count) => total + count, 0)
  return sum === 0 ? '0' : `${sum} (${[...counts].map(([name, count]) => `${count} ${name}`).join(', ')})`
}
