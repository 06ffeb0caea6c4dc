/**
 * The decoders of github.com/eshaz/wasm-audio-decoders each run on a WebAssembly instance of their own with 16 MiB of memory.
 * Making one costs as much as decoding a second of audio, and its memory makes V8 collect garbage every few files. Here the
 * instance of a decoder that is done is kept for the next file, and its memory is restored, to the last byte, to what it was
 * when the instance had just started: nothing of one file reaches another.
 *
 * The packages offer no such thing, so this replaces a private field of theirs. It relies on the following, which holds for
 * the versions that package.json pins, and which the tests of `decoders.ts` would see broken:
 * - a decoder, or its field `_decoder`, has `_EmscriptenWASM`, the class that makes its instance, and `_common.wasm`, the
 *   instance that it made;
 * - where the constructor of a decoder has a static `EmscriptenWASM`, later decoders use that class instead (the packages set
 *   it themselves in Web Workers);
 * - `instantiate()` returns the instance at once; `ready` resolves when it has run its initialisers; `HEAP` is all of its
 *   memory, and is empty once the memory has grown;
 * - a decoder holds no state but in that memory and in fields of its own.
 * A package without these fields is left as it is: its decoders make an instance each.
 */
interface WasmInstance {
  readonly ready: Promise<unknown>
  readonly HEAP: ArrayBuffer
}

type WasmInstanceClass = new (common: unknown) => { instantiate(): WasmInstance }

interface WasmDecoder {
  readonly constructor: { EmscriptenWASM?: WasmInstanceClass }
  readonly _EmscriptenWASM: WasmInstanceClass
  readonly _common: { readonly wasm: WasmInstance }
}

export interface InstancePool {
  /** Keeps the instance of a decoder that was freed. Not to be called after a failure, which may have left it broken. */
  release(decoder: object): void
}

/**
 * Makes all later decoders of one package use the instance that was released last, if there is one.
 * @param decoder one of the package. @returns null when it has no such instance.
 */
export function poolInstances(decoder: object): InstancePool | null {
  const first = wasmDecoderIn(decoder)
  if (first === null) return null
  const Original = first._EmscriptenWASM
  const images = new WeakMap<WasmInstance, Uint8Array>()
  let released: WasmInstance | null = null

  const started = (common: unknown): WasmInstance => {
    const instance = new Original(common).instantiate()
    const ready = instance.ready.then(() => images.set(instance, imageOf(instance)))
    return Object.assign(instance, { ready })
  }
  first.constructor.EmscriptenWASM = class {
    readonly instantiate: () => WasmInstance
    constructor(common: unknown) {
      this.instantiate = () => {
        const instance = released ?? started(common)
        released = null
        const image = images.get(instance)
        if (image !== undefined) restore(instance, image)
        return instance
      }
    }
  }
  return {
    release(other) {
      const instance = wasmDecoderIn(other)?._common.wasm
      const hasGrown = instance?.HEAP.byteLength === 0
      if (instance !== undefined && images.has(instance) && !hasGrown) released = instance
    },
  }
}

function wasmDecoderIn(decoder: object): WasmDecoder | null {
  if ('_EmscriptenWASM' in decoder) return decoder as WasmDecoder // see above
  const inner = '_decoder' in decoder ? decoder._decoder : null
  return typeof inner === 'object' && inner !== null && '_EmscriptenWASM' in inner ? (inner as WasmDecoder) : null
}

const PAGE_BYTES = 65_536
const EMPTY_PAGE = new Uint8Array(PAGE_BYTES)

/** A copy of the memory, up to the last page that is not empty. */
function imageOf({ HEAP }: WasmInstance): Uint8Array {
  const memory = new Uint8Array(HEAP)
  return memory.slice(0, usedBytes(memory))
}

function restore({ HEAP }: WasmInstance, image: Uint8Array): void {
  const memory = new Uint8Array(HEAP)
  memory.fill(0, image.length, Math.max(image.length, usedBytes(memory)))
  memory.set(image)
}

/** Reads pages that were never written, which makes the kernel map its shared page of zeros and allocate nothing. */
function usedBytes(memory: Uint8Array): number {
  let end = memory.length
  while (end > 0 && Buffer.compare(memory.subarray(end - PAGE_BYTES, end), EMPTY_PAGE) === 0) end -= PAGE_BYTES
  return end
}
