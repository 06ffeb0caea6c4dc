/** Five steps between two ends, from -1 to 1, as a listener tunes Live. */
export interface Leaning {
  readonly name: 'familiarity' | 'energy'
  readonly label: string
  /** From -1 to 1. */
  readonly words: readonly [string, string, string, string, string]
}

export const STEP = 0.5

export const leanings: readonly Leaning[] = [
  {
    name: 'familiarity',
    label: 'New to familiar',
    words: ['Only what is new to you', 'Rather new', 'New and familiar', 'Rather familiar', 'What you know best'],
  },
  {
    name: 'energy',
    label: 'Calm to lively',
    words: ['Very calm', 'Rather calm', 'Calm and lively', 'Rather lively', 'Very lively'],
  },
]

/** Where a leaning stands, in words. */
export function leaningWords({ words }: Leaning, value: number): string {
  const step = Math.round((Math.min(1, Math.max(-1, value)) + 1) / STEP)
  return words[step] ?? words[2]
}
