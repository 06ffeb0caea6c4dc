import type { Codec } from '../format.ts'
import { plainWavHeader } from '../wav-header.ts'

export interface Pcm {
  readonly channelData: readonly Float32Array[]
  readonly sampleRate: number
}

/** A decoder of one file. Damage makes it throw, or give nothing for the damaged part. */
export interface Decoder {
  /** Name and version, as they are written into the features. */
  readonly name: string
  decode(bytes: Uint8Array): Pcm
  flush(): Pcm
  free(): void
}

interface Upstream {
  decode(bytes: Uint8Array): Pcm
  flush?(): Pcm
  free(): void
}

interface Packed {
  readonly open: () => Upstream | Promise<Upstream>
  readonly manifest: { readonly default: { readonly name: string; readonly version: string } }
}

const NOTHING: Pcm = { channelData: [], sampleRate: 0 }

/** How each package is loaded. */
const packages: Readonly<Record<Codec, () => Promise<Packed>>> = {
  mp3: async () => ({
    open: (await import('@audio/decode-mp3')).decoder,
    manifest: await import('@audio/decode-mp3/package.json', { with: { type: 'json' } }),
  }),
  flac: async () => ({
    open: (await import('@audio/decode-flac')).decoder,
    manifest: await import('@audio/decode-flac/package.json', { with: { type: 'json' } }),
  }),
  vorbis: async () => ({
    open: (await import('@audio/decode-vorbis')).decoder,
    manifest: await import('@audio/decode-vorbis/package.json', { with: { type: 'json' } }),
  }),
  opus: async () => ({
    open: (await import('@audio/decode-opus')).decoder,
    manifest: await import('@audio/decode-opus/package.json', { with: { type: 'json' } }),
  }),
  wav: async () => ({
    open: skippingTags((await import('@audio/decode-wav')).decoder),
    manifest: await import('@audio/decode-wav/package.json', { with: { type: 'json' } }),
  }),
  wavpack: async () => ({
    open: (await import('@audio/decode-wavpack')).decoder,
    manifest: await import('@audio/decode-wavpack/package.json', { with: { type: 'json' } }),
  }),
  aiff: async () => ({
    open: collecting((await import('@audio/decode-aiff')).default),
    manifest: await import('@audio/decode-aiff/package.json', { with: { type: 'json' } }),
  }),
}

/** A package is loaded when its codec is first met, and then kept: importing it again for each file is not free. */
const loaded = new Map<Codec, Packed>()

async function packed(codec: Codec): Promise<Packed> {
  const found = loaded.get(codec) ?? (await packages[codec]())
  loaded.set(codec, found)
  return found
}

export async function openDecoder(codec: Codec): Promise<Decoder> {
  const { open, manifest } = await packed(codec)
  const upstream = await open()
  return {
    name: `${manifest.default.name} ${manifest.default.version}`,
    decode: (bytes) => upstream.decode(bytes),
    flush: () => upstream.flush?.() ?? NOTHING,
    free: () => upstream.free(),
  }
}

/** In pieces, the AIFF decoder (1.3.0) takes what follows the sound, such as tags, for sound: it must see the whole file. */
function collecting(decodeWhole: (bytes: Uint8Array) => Pcm): () => Upstream {
  return () => {
    let pieces: Uint8Array[] = []
    return {
      decode(bytes) {
        pieces.push(bytes)
        return NOTHING
      },
      flush: () => decodeWhole(Buffer.concat(pieces)),
      free() {
        pieces = []
      },
    }
  }
}

/** The WAV decoder (1.5.1) loses its way at a chunk of odd length before the sound: it gets a header without such chunks. */
function skippingTags(open: () => Upstream): () => Upstream {
  return () => {
    const upstream = open()
    let head: Uint8Array | null = new Uint8Array()
    return {
      decode(bytes) {
        if (head === null) return upstream.decode(bytes)
        head = Buffer.concat([head, bytes])
        const header = plainWavHeader(head)
        if (header === null) return NOTHING
        // The sound goes by itself: behind the header, samples of eight bytes would not be aligned, which 1.5.1 needs.
        const sound = new Uint8Array(head.subarray(header.dataAt))
        head = null
        upstream.decode(header.plain)
        return upstream.decode(sound)
      },
      flush: () => upstream.flush?.() ?? NOTHING,
      free: () => upstream.free(),
    }
  }
}
