import encoder from '@audio/encode-flac'
import { withComments } from '../../../../streams/app/demo/flac-comments.ts'
import type { Comment } from '../../../../streams/app/demo/flac-comments.ts'

const SAMPLE_RATE_HZ = 8_000

/** A tenth of a second of sine in a tagged FLAC file; another frequency gives other bytes. */
export async function toneFile(hz: number, comments: readonly Comment[] = []): Promise<Uint8Array> {
  const samples = Float32Array.from(
    { length: SAMPLE_RATE_HZ / 10 },
    (_, n) => 0.5 * Math.sin((2 * Math.PI * hz * n) / SAMPLE_RATE_HZ),
  )
  const flac = await encoder({ sampleRate: SAMPLE_RATE_HZ, channels: 1 })
  return withComments(Buffer.concat([flac.encode([samples]), flac.flush()]), samples.length, comments)
}
