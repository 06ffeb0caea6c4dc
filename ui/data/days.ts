const DAY_MS = 86_400_000

/** The day on which a thing came; what has no time came earlier than any that has. @param now epoch ms */
export function arrivalDay({ addedAt }: { readonly addedAt?: number | null | undefined }, now: number): string {
  return addedAt === undefined || addedAt === null ? 'Earlier' : dayName(addedAt, now)
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
