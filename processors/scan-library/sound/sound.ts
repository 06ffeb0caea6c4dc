import type { FileSpan, ByteSource } from './byte-source.ts'
import { flacSound } from './flac.ts'
import { matroskaSound } from './matroska.ts'
import { mp4Sound } from './mp4.ts'
import { mpegSound } from './mpeg.ts'
import { oggSound } from './ogg.ts'
import { riffSound } from './riff.ts'
import { spells } from './byte-source.ts'
import { withoutTags } from './tags.ts'

/**
 * The parts of a file that hold its sound and stay the same when tags or covers change, or when it is remuxed. Of a format that is not known: everything but the tags around it. Bounded memory, whatever the file says.
 * @throws what reading throws.
 */
export async function* soundOf(source: ByteSource): AsyncGenerator<FileSpan> {
  const range = await withoutTags(source)
  let bytes = 0
  for await (const part of partsOf(source, range)) {
    const clipped = { start: Math.max(0, part.start), end: Math.min(source.size, part.end) }
    if (clipped.start >= clipped.end) continue
    bytes += clipped.end - clipped.start
    // Parts that lie over each other have more bytes than the file: only files made to do harm have such.
    if (bytes > source.size) return
    yield clipped
  }
  if (bytes === 0) yield range.start < range.end ? range : { start: 0, end: source.size }
}

async function* partsOf(source: ByteSource, range: FileSpan): AsyncGenerator<FileSpan> {
  if (await spells(source, range.start, 'OggS')) {
    yield* oggSound(source, range)
    return
  }
  const one = (await flacSound(source, range)) ?? (await mpegSound(source, range))
  const several = one === null ? await riffSound(source, range) : [one]
  if (several !== null) {
    yield* several
    return
  }
  yield* mp4Sound(source, range)
  yield* matroskaSound(source, range)
}
