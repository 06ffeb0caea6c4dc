import type * as z from 'zod/mini'
import {
  ackShape,
  errorShape,
  libraryChangedShape,
  libraryMessageShape,
  opinionsChangedShape,
  playlistsChangedShape,
  queueChangedShape,
  recommendationsShape,
  sittingsShape,
  troublesShape,
  welcomeShape,
} from '../../schemas/live.ts'
import type { RefusalCode } from '../../schemas/live.ts'
import { z as zod } from './shape.ts'

/** The messages of the bridge that this player uses. */
const messageShape = zod.discriminatedUnion('type', [
  welcomeShape,
  ackShape,
  errorShape,
  libraryChangedShape,
  libraryMessageShape,
  opinionsChangedShape,
  playlistsChangedShape,
  queueChangedShape,
  recommendationsShape,
  sittingsShape,
  troublesShape,
])
export type ServerMessage = z.output<typeof messageShape>

/** Null: not a message that this player knows; a newer server may send others. */
export function parseServerMessage(text: unknown): ServerMessage | null {
  const parsed = messageShape.safeParse(typeof text === 'string' ? parsedJson(text) : null)
  return parsed.success ? parsed.data : null
}

/** Whether a play that was refused for this is to be sent again: the others would be refused again. */
export function isTransient(code: RefusalCode): boolean {
  return code === 'too-fast' || code === 'not-stored'
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
