const DAY_MS = 86_400_000

/** What came on one day. */
export interface Day<T> {
  readonly name: string
  readonly items: readonly T[]
}

/**
 * Things by the day on which they came, in their order; what has no time comes last.
 * @param now epoch ms; days are those of the browser's time zone
 */
export function groupedByDay<T extends { readonly addedAt?: number | null | undefined }>(
  items: readonly T[],
  now: number,
): readonly Day<T>[] {
  const days = new Map<string, T[]>()
  for (const item of items) {
    const name = item.addedAt === undefined || item.addedAt === null ? 'Earlier' : dayName(item.addedAt, now)
    const day = days.get(name)
    if (day === undefined) days.set(name, [item])
    else day.push(item)
  }
  return [...days].map(([name, those]) => ({ name, items: those }))
}

/** "Today", "Yesterday", a weekday of the last week, else the date. @param at @param now epoch ms */
export function dayName(at: number, now: number): string {
  const daysAgo = Math.round((midnight(now) - midnight(at)) / DAY_MS)
  if (daysAgo <= 0) return 'Today'
  if (daysAgo === 1) return 'Yesterday'
  const date = new Date(at)
  if (daysAgo < 7) return date.toLocaleDateString('en', { weekday: 'long' })
  return date.toLocaleDateString('en', { day: 'numeric', month: 'long', year: 'numeric' })
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}
