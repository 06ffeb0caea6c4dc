import type { AnswerOf, listFailedFiles } from '../../schemas/http.ts'
import type { Catalogue } from './catalogue.ts'
import { entriesWithProblems, problemOf, stateOf } from './catalogue.ts'
import { shownMessage, shownPath } from './shown-text.ts'

type FailedFiles = AnswerOf<typeof listFailedFiles>
type FailedFile = FailedFiles['items'][number]

/** Files that the scanner could not read, then those that could not be analysed, in the order of the library. */
export function failedFiles(content: Catalogue, limit: number): FailedFiles {
  const unread = content.scan?.problems ?? []
  const items: FailedFile[] = unread.map(({ library, path, why }) => ({
    ...{ trackId: null, path: shownPath(path), code: 'unreadable', why: shownMessage(why, library) },
  }))
  // A scan under way lists what the last one could not read, and counts what it could not read itself so far.
  let total = Math.max(content.scan?.failed ?? 0, unread.length)
  for (const { reference } of entriesWithProblems(content)) {
    if (stateOf(content, reference.trackId) !== 'failed') continue
    total += 1
    const { code = 'unknown', message = '' } = problemOf(content, reference.trackId) ?? {}
    const why = shownMessage(message, reference.library)
    if (items.length < limit) items.push({ trackId: reference.trackId, path: shownPath(reference.path), code, why })
  }
  return { items: items.slice(0, limit), total }
}
