import type * as z from 'zod/mini'
import { listLyrics } from '../../schemas/http.ts'
import { request } from './requests.ts'

export type Lyrics = z.output<typeof listLyrics.answer>

export function fetchLyrics(trackId: string, signal: AbortSignal): Promise<Lyrics> {
  return request(listLyrics, { parameters: { id: trackId }, signal })
}

/** Which line is sung at a position; -1: none yet, or it is not known when they are. */
export function lineAt(lines: Lyrics['items'], positionMs: number): number {
  return lines.findLastIndex(({ timeMs }) => timeMs !== null && timeMs <= positionMs)
}
