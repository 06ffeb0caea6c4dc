import type { Play, PlayId } from '../../schemas/generated.ts'

/** The one play that an event takes back; null: it takes none back, or all of its track in its session. */
export const retractedPlay = ({ event, retracts }: Play): PlayId | null => (event === 'retracted' ? retracts : null)
