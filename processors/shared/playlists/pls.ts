import type { M3uLine } from './m3u.ts'

/** More entries are not read: far more than any list of a player has. */
const MAX_NUMBER = 100_000

/** The entries of a PLS file, the list of Winamp: `File1=...` and `Title1=...`, in the order of their numbers. */
export function plsLines(text: string): readonly M3uLine[] {
  const files = new Map<number, string>()
  const titles = new Map<number, string>()
  for (const line of text.split('\n')) {
    // Without the spaces around it: a pattern that has to leave them out takes a time that grows with their square.
    const [, key = '', digits, value = ''] = /^(file|title)(\d{1,6})\s*=\s*(\S.*)$/i.exec(line.trim()) ?? []
    if (digits !== undefined && Number(digits) <= MAX_NUMBER)
      (key.toLowerCase() === 'file' ? files : titles).set(Number(digits), value)
  }
  return [...files].sort(([a], [b]) => a - b).map(([number, line]) => ({ line, name: titles.get(number) ?? null }))
}
