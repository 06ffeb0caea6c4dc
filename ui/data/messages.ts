import type { LibraryProgress } from './library.ts'
import { libraryShape } from './library.ts'
import type { Recommendation } from './recommendations.ts'
import { recommendationShape } from './recommendations.ts'
import { z } from './shape.ts'

/** What the server says over the socket. */
export type ServerMessage =
  | { readonly type: 'welcome' }
  | { readonly type: 'ack'; readonly playId: string }
  | { readonly type: 'error'; readonly code: string; readonly playId: string | null }
  | { readonly type: 'library'; readonly library: LibraryProgress }
  | { readonly type: 'recommendations'; readonly recommendation: Recommendation }

const ackShape = z.object({ type: z.literal('ack'), playId: z.string() })
const errorShape = z.object({
  type: z.literal('error'),
  code: z.string(),
  playId: z._default(z.nullable(z.string()), null),
})
const typeShape = z.object({ type: z.string() })

/** Null: not a message that this player knows; a newer server may say more. */
export function parseMessage(text: unknown): ServerMessage | null {
  const json = typeof text === 'string' ? parsedJson(text) : null
  const typed = typeShape.safeParse(json)
  if (!typed.success) return null
  switch (typed.data.type) {
    case 'welcome':
      return { type: 'welcome' }
    case 'ack':
      return valueOf(ackShape.safeParse(json))
    case 'error':
      return valueOf(errorShape.safeParse(json))
    case 'library': {
      const library = valueOf(libraryShape.safeParse(json))
      return library && { type: 'library', library }
    }
    case 'recommendations': {
      const recommendation = valueOf(recommendationShape.safeParse(json))
      return recommendation && { type: 'recommendations', recommendation }
    }
    default:
      return null
  }
}

/** Whether a play that was refused for this is worth sending again: these are weather, the others would be refused again. */
export function isForNow(code: string): boolean {
  return code === 'too-fast' || code === 'not-stored'
}

function valueOf<T>(result: { readonly success: true; readonly data: T } | { readonly success: false }): T | null {
  return result.success ? result.data : null
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
