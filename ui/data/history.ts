import type * as z from 'zod/mini'
import { readHistory } from '../../schemas/http.ts'
import { request } from './requests.ts'

export type HistoryPage = z.output<typeof readHistory.answer>
export type HistoryEvent = HistoryPage['items'][number]

const PAGE_EVENTS = 200

export function fetchHistory(cursor: string | null, signal: AbortSignal): Promise<HistoryPage> {
  const query = new URLSearchParams({ limit: String(PAGE_EVENTS) })
  if (cursor !== null) query.set('cursor', cursor)
  return request(readHistory, { query, signal })
}
