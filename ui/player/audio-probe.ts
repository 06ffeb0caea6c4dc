import { problemShape } from '../../schemas/http.ts'

/** Why there is no sound: the server sends the file, it has none that plays, it asks for the login, or it is away. */
export type ProbeResult =
  | { readonly kind: 'sent' }
  | { readonly kind: 'unplayable'; readonly reason: string }
  | { readonly kind: 'login' }
  | { readonly kind: 'away' }

const REASONS: Readonly<Record<string, string>> = {
  'file-gone': 'its file is gone',
  'unknown-track': 'it is no longer in the library',
  undecodable: 'its file is damaged',
  'needs-ffmpeg': 'this browser does not play its format, and ffmpeg, which converts it, is not installed',
}

/** Asks for the beginning of a file: an audio element does not say why it has failed. */
export async function probeAudio(path: string, signal: AbortSignal): Promise<ProbeResult> {
  const headers = { range: 'bytes=0-1' }
  const response = await fetch(path, { headers, signal, cache: 'no-store' }).catch(() => null)
  if (response === null) return { kind: 'away' }
  if (response.ok) {
    await response.body?.cancel()
    return { kind: 'sent' }
  }
  const body: unknown = await response.json().catch(() => null)
  return resultOf(body)
}

/** @param body of a refusal. What passes, as when too much is asked at once, is like a server that is away. */
export function resultOf(body: unknown): ProbeResult {
  const problem = problemShape.safeParse(body)
  if (!problem.success) return { kind: 'away' }
  const { code } = problem.data
  if (code === 'login-required' || code === 'no-session') return { kind: 'login' }
  const reason = REASONS[code]
  return reason === undefined ? { kind: 'away' } : { kind: 'unplayable', reason }
}
