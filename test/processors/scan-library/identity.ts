import { trackIdOf } from '../../../processors/scan-library/reference.ts'
import type { FileIdentity } from '../../../processors/scan-library/reference.ts'

/** A file that is known to no earlier scan, and has no tags: all of it is sound. */
export function identityOf(hash: string): FileIdentity {
  return { trackId: trackIdOf(hash), contentHash: hash, soundHash: hash }
}
