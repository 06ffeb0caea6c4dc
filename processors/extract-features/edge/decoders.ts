import type { AudioCodec } from '../../shared/formats/format.ts'
import { plainWavHeader } from '../wav-header.ts'
import { poolInstances } from './instance-pool.ts'
import type { InstancePool } from './instance-pool.ts'

export interface Pcm {
  readonly channelData: readonly Float32Array[]
  readonly sampleRate: number
  /** What a decoder that continues after damage reports. */
  readonly errors?: readonly unknown[]
}

/** A decoder of one file. On damage it throws, or returns no samples for the damaged part. */
export interface Decoder {
  /** Name and version of the package, as in `AudioFeatures.decoder`. */
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

/** Loads the package of a codec. */
const packages: Readonly<Record<AudioCodec, () => Promise<Packed>>> = {
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

interface Loaded extends Packed {
  readonly instances: InstancePool | null
}

/** By codec. A package is loaded with the first file that needs it, and kept: even a repeated import costs time. */
const loaded = new Map<AudioCodec, Promise<Loaded>>()

function packed(codec: AudioCodec): Promise<Loaded> {
  const known = loaded.get(codec)
  if (known !== undefined) return known
  const loading = load(codec)
  loading.catch(() => loaded.delete(codec))
  loaded.set(codec, loading)
  return loading
}

async function load(codec: AudioCodec): Promise<Loaded> {
  const found = await packages[codec]()
  const first = await found.open()
  const instances = poolInstances(first)
  first.free()
  return { ...found, instances }
}

export async function openDecoder(codec: AudioCodec): Promise<Decoder> {
  const { open, manifest, instances } = await packed(codec)
  const upstream = await open()
  let isIntact = true
  const watched = (decode: () => Pcm): Pcm => {
    const wasIntact = isIntact
    isIntact = false
    const pcm = decode()
    isIntact = wasIntact && (pcm.errors ?? []).length === 0
    return pcm
  }
  return {
    name: `${manifest.default.name} ${manifest.default.version}`,
    decode: (bytes) => watched(() => upstream.decode(bytes)),
    flush: () => watched(() => upstream.flush?.() ?? NOTHING),
    free() {
      upstream.free()
      if (isIntact) instances?.release(upstream)
    },
  }
}

/** Fed in chunks, the AIFF decoder (1.3.0) decodes whatever follows the audio, such as tags: it must get the whole file. */
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

/** The WAV decoder (1.5.1) misreads chunks of odd length before the audio: it gets a header without such chunks. */
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
        // Header and audio apart: behind the header, samples of eight bytes would be unaligned, which 1.5.1 cannot read.
        const audio = new Uint8Array(head.subarray(header.dataAt))
        head = null
        upstream.decode(header.plain)
        return upstream.decode(audio)
      },
      flush: () => upstream.flush?.() ?? NOTHING,
      free: () => upstream.free(),
    }
  }
}
