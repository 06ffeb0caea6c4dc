import type { FileHandle } from 'node:fs/promises'
import type { HeldReference } from '../catalogue.ts'
import { SNIFF_BYTES, allId3Bytes, demuxerOf, sniff } from '../../shared/formats/format.ts'
import { aiffAsWav, asWavSamples } from '../aiff-as-wav.ts'
import type { WavView } from '../aiff-as-wav.ts'
import { audioType } from '../media-type.ts'
import { Problem } from '../problem.ts'
import { mp3Bytes } from '../transcoded-mp3.ts'
import type { LibraryFile } from './library-file.ts'
import type { Transcoder } from './transcoder.ts'

/** Bytes that are sent, of which any range can be asked for. */
export interface SentAudio {
  readonly type: string
  readonly sizeBytes: number
  readonly etag: string
  /** `last` is inclusive. */
  read(first: number, last: number): AsyncIterable<Uint8Array>
  close(): void
}

/** A file as it is. It is closed with what is returned. */
export function fileAsItIs({ handle, sizeBytes, etag }: LibraryFile, { container, path }: HeldReference): SentAudio {
  return {
    ...{ type: audioType(container, path), sizeBytes, etag },
    read: (start, end) => handle.createReadStream({ start, end, autoClose: false }),
    close: () => void handle.close().catch(() => undefined),
  }
}

/**
 * A track as every browser plays it, without what else is in its file: AIFF with its samples in the order of WAV, anything else as MP3.
 * @param durationMs of the track; null: not known. @throws {Problem} those of the transcoder.
 */
export async function playableAudio(
  file: LibraryFile,
  part: HeldReference,
  durationMs: number | null,
  transcoder: Transcoder,
  open: () => Promise<FileHandle>,
): Promise<SentAudio> {
  const { handle, sizeBytes, etag } = file
  try {
    const head = await headOf(handle)
    const tag = `${etag.replace(/"$/, '')}${partName(part)}`
    const wav = aiffAsWav(head, sizeBytes, part)
    if (wav !== null) return asWav(handle, wav, `${tag}-wav"`)
    const tagBytes = allId3Bytes(head)
    // A cover in the tag is often longer than the head.
    const audio = tagBytes < head.length ? head.subarray(tagBytes) : await headOf(handle, tagBytes)
    const demuxer = demuxerOf(sniff(audio))
    if (demuxer === null || durationMs === null)
      throw new Problem('undecodable', 'The file of this track is of an unknown format, or says nothing of its length.')
    // Its length is made from the duration, which the analysis may mend: bytes of two lengths must not be mixed.
    const length = `-${mp3Bytes(durationMs)}`
    const name = `${tag.replace(/[^\w.-]/g, '')}${length}.mp3`
    const mp3 = await transcoder.transcoded({ name, demuxer, part, durationMs, open })
    await handle.close()
    return { ...mp3, type: 'audio/mpeg', etag: `"${part.contentHash}${partName(part)}${length}-mp3"` }
  } catch (error) {
    await handle.close().catch(() => undefined)
    throw error
  }
}

/** Tells apart what is made of the parts of one file; empty for the whole. */
function partName({ startMs, endMs }: HeldReference): string {
  return startMs === null && endMs === null ? '' : `-${startMs ?? 0}-${endMs ?? ''}`
}

async function headOf(handle: FileHandle, at = 0): Promise<Uint8Array> {
  const { buffer, bytesRead } = await handle.read(new Uint8Array(SNIFF_BYTES), 0, SNIFF_BYTES, at)
  return buffer.subarray(0, bytesRead)
}

const SAMPLES_AT_ONCE = 16_384

function asWav(handle: FileHandle, view: WavView, etag: string): SentAudio {
  const { header, samplesAt, sampleBytes, width } = view
  return {
    ...{ type: 'audio/wav', sizeBytes: header.length + sampleBytes, etag },
    async *read(first, last) {
      if (first < header.length) yield header.subarray(first, last + 1)
      for (let at = Math.max(0, first - header.length); at <= last - header.length;) {
        const from = at - (at % width)
        const until = Math.min(from + SAMPLES_AT_ONCE * width, sampleBytes)
        const bytes = new Uint8Array(until - from)
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, samplesAt + from)
        if (bytesRead < bytes.length) throw new Error('The file is shorter than it was.')
        asWavSamples(bytes, view)
        yield bytes.subarray(at - from, last - header.length + 1 - from)
        at = until
      }
    },
    close: () => void handle.close().catch(() => undefined),
  }
}
