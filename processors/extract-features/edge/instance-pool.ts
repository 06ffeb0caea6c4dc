/**
 * What a decoder from github.com/eshaz/wasm-audio-decoders runs on: a WebAssembly instance with 16 MiB of memory. Each
 * decoder makes its own, which costs as much as decoding a second of sound, and has V8 collect garbage everywhere every
 * few files. Here one that is done with is kept for the next file: its memory is made what it was when it had just been
 * started, to the last byte, so that nothing of one file reaches another.
 */
interface WasmInstance {
  readonly ready: Promise<unknown>
  readonly HEAP: ArrayBuffer
}

type WasmInstanceClass = new (common: unknown) => { instantiate(): WasmInstance }

/** The part of those decoders that runs a machine. Where its class has one set, it is what makes machines (for Web Workers). */
interface WasmDecoder {
  readonly constructor: { EmscriptenWASM?: WasmInstanceClass }
  readonly _EmscriptenWASM: WasmInstanceClass
  readonly _common: { readonly wasm: WasmInstance }
}

export interface InstancePool {
  /** Keeps the machine of a decoder that has been freed for the next. Not of one that failed: who knows what it lacks. */
  release(upstream: object): void
}

/**
 * Has all later decoders of one kind take over a machine that is kept, if there is one.
 * @param upstream one of them. @returns null when it runs on no such machine.
 */
export function poolInstances(upstream: object): InstancePool | null {
  const user = userIn(upstream)
  if (user === null) return null
  const Original = user._EmscriptenWASM
  const images = new WeakMap<WasmInstance, Uint8Array>()
  let kept: WasmInstance | null = null

  const started = (common: unknown): WasmInstance => {
    const machine = new Original(common).instantiate()
    const ready = machine.ready.then(() => images.set(machine, imageOf(machine)))
    return Object.assign(machine, { ready })
  }
  user.constructor.EmscriptenWASM = class {
    readonly instantiate: () => WasmInstance
    constructor(common: unknown) {
      this.instantiate = () => {
        const machine = kept ?? started(common)
        kept = null
        const image = images.get(machine)
        if (image !== undefined) restore(machine, image)
        return machine
      }
    }
  }
  return {
    release(other) {
      const machine = userIn(other)?._common.wasm
      // A memory that grew has left an empty buffer behind.
      if (machine !== undefined && images.has(machine) && machine.HEAP.byteLength > 0) kept = machine
    },
  }
}

function userIn(upstream: object): WasmDecoder | null {
  if ('_EmscriptenWASM' in upstream) return upstream as WasmDecoder // see above; versions are pinned
  const inner = '_decoder' in upstream ? upstream._decoder : null
  return typeof inner === 'object' && inner !== null && '_EmscriptenWASM' in inner ? (inner as WasmDecoder) : null
}

const PAGE_BYTES = 65_536
const EMPTY_PAGE = new Uint8Array(PAGE_BYTES)

/** What is in the memory, up to the last page that has something in it. */
function imageOf({ HEAP }: WasmInstance): Uint8Array {
  const memory = new Uint8Array(HEAP)
  return memory.slice(0, usedBytes(memory))
}

function restore({ HEAP }: WasmInstance, image: Uint8Array): void {
  const memory = new Uint8Array(HEAP)
  memory.fill(0, image.length, Math.max(image.length, usedBytes(memory)))
  memory.set(image)
}

/** Looks at pages that were never written without making the system provide them. */
function usedBytes(memory: Uint8Array): number {
  let end = memory.length
  while (end > 0 && Buffer.compare(memory.subarray(end - PAGE_BYTES, end), EMPTY_PAGE) === 0) end -= PAGE_BYTES
  return end
}
