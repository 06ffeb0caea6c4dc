import type { SessionIntent } from '../../schemas/live.ts'
import type { Radio } from './reasons.ts'

/** What is asked of the player to say of what the radio is. */
export interface RadioSource {
  readonly intent: SessionIntent
  /** The track that the radio began with; null: it is not known. */
  readonly radioTrack: { readonly trackId: string; readonly title: string; readonly artist: string } | null
}

/** Null: no radio is on. */
export function radioOf({ intent, radioTrack }: RadioSource): Radio | null {
  if (intent.radio === 'none') return null
  const { trackId, title, artist } = radioTrack ?? { trackId: '', title: '', artist: '' }
  return { of: intent.radio, trackId, title, artist, genre: intent.genre }
}
