import type { AnswerOf, listFailedFiles } from '../../schemas/http.ts'
import type { Catalogue } from './catalogue.ts'
import { sortedEntries, stateOf } from './catalogue.ts'

type FailedFiles = AnswerOf<typeof listFailedFiles>
type FailedFile = FailedFiles['items'][number]

/** Files that the scanner could not read, then those that could not be analysed, in the order of the library. */
export function failedFiles(content: Catalogue, limit: number): FailedFiles {
  const unread = content.scan?.problems ?? []
  const items: FailedFile[] = unread.map(({ path, why }) => ({ trackId: null, path, code: 'unreadable', why }))
  let total = content.scan?.failed ?? 0
  for (const { reference } of sortedEntries(content)) {
    if (stateOf(content, reference.trackId) !== 'failed') continue
    total += 1
    const problem = content.problems.get(reference.trackId)
    const { code = 'unknown', message = 'The reason is not kept any more.' } = problem ?? {}
    if (items.length < limit) items.push({ trackId: reference.trackId, path: reference.path, code, why: message })
  }
  return { items: items.slice(0, limit), total }
}
