/** Links from some things to others, to be read both ways. */
export interface TwoWayLinks<A extends string, B extends string> {
  /** Replaces the links of one thing. @returns those that were linked with it before or are now, but not both. */
  set(from: A, to: readonly B[]): readonly B[]
  /** Everything that links to a thing. */
  to(to: B): ReadonlySet<A>
}

const NONE: ReadonlySet<never> = new Set<never>()

export function createLinks<A extends string, B extends string>(): TwoWayLinks<A, B> {
  const forward = new Map<A, readonly B[]>()
  const backward = new Map<B, Set<A>>()
  return {
    set(from, to) {
      const before = forward.get(from) ?? []
      const gone = before.filter((each) => !to.includes(each))
      const fresh = to.filter((each) => !before.includes(each))
      if (to.length > 0) forward.set(from, to)
      else forward.delete(from)
      for (const each of gone) {
        const linking = backward.get(each)
        linking?.delete(from)
        if (linking?.size === 0) backward.delete(each)
      }
      for (const each of fresh) backward.set(each, (backward.get(each) ?? new Set<A>()).add(from))
      return [...gone, ...fresh]
    },
    to: (to) => backward.get(to) ?? NONE,
  }
}
