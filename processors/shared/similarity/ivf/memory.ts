import { instantiate } from '../../../../streams/engine/wasm/instantiate.ts'
import type { KernelMemory } from '../../../../streams/engine/wasm/instantiate.ts'
import { kernel } from './kernel.generated.ts'

/** The kernel of `assembly/`; addresses are byte offsets into its memory. */
export interface IvfKernel {
  readonly memory: KernelMemory & { grow(pages: number): number }
  put(block: number, row: number, slot: number, vector: number, origin: number, dimensions: number): number
  move(from: number, fromRow: number, to: number, toRow: number, dimensions: number): void
  /** @param lists the address of the struct `Lists`. */
  search(lists: number, query: number, probes: number, count: number, nearest: number): number
  cellOf(lists: number, query: number, nearest: number): void
  assign(
    rows: number,
    count: number,
    dimensions: number,
    centres: number,
    stride: number,
    nearest: number,
    guessed: number,
  ): number
  potential(
    blocks: number,
    count: number,
    stride: number,
    query: number,
    dimensions: number,
    nearest: number,
    take: number,
  ): number
  compare(
    rows: number,
    count: number,
    columns: number,
    width: number,
    dimensions: number,
    room: number,
    found: number,
  ): void
}

const PAGE_BYTES = 65_536
/** The memory grows by at least an eighth, so that it grows seldom and little of it lies unused. */
const GROW_SHARE = 8
const ALIGNMENT = 16

/** The memory of one kernel instance, allocated from its beginning to its end and never freed; the arrays view all of it. */
export interface Memory {
  readonly kernel: IvfKernel
  readonly f64: Float64Array
  readonly f32: Float32Array
  readonly i32: Int32Array
  readonly u8: Uint8Array
  /** Bytes in use. */
  readonly bytes: number
  /** @returns the address of so many new bytes, a multiple of 16; zeros. Views taken before are detached when the memory has to grow. */
  take(bytes: number): number
}

export function openMemory(): Memory {
  const started = instantiate<IvfKernel>(kernel)
  const { memory } = started
  let end = PAGE_BYTES // what the compiler keeps for itself lies below
  let f64 = new Float64Array(memory.buffer)
  let f32 = new Float32Array(memory.buffer)
  let i32 = new Int32Array(memory.buffer)
  let u8 = new Uint8Array(memory.buffer)
  return {
    kernel: started,
    get f64() {
      return f64
    },
    get f32() {
      return f32
    },
    get i32() {
      return i32
    },
    get u8() {
      return u8
    },
    get bytes() {
      return end
    },
    take(bytes) {
      const at = end
      end += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT
      const missing = end - memory.buffer.byteLength
      if (missing > 0) {
        memory.grow(Math.ceil(Math.max(missing, memory.buffer.byteLength / GROW_SHARE) / PAGE_BYTES))
        f64 = new Float64Array(memory.buffer)
        f32 = new Float32Array(memory.buffer)
        i32 = new Int32Array(memory.buffer)
        u8 = new Uint8Array(memory.buffer)
      }
      return at
    },
  }
}
