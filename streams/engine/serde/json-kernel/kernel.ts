import { canInstantiate, instantiate } from '../../wasm/instantiate.ts'
import type { KernelMemory } from '../../wasm/instantiate.ts'
import type { JsonBytes } from '../json-bytes.ts'
import { kernel } from './kernel.generated.ts'

interface JsonKernel {
  readonly memory: KernelMemory & { grow(pages: number): number }
  write(program: number, from: number, size: number, out: number, room: number): number
}

const PAGE_BYTES = 64 * 1024
/** Where things are in the memory. It holds the program of one schema at a time: there may be any number of schemas. */
export const PROGRAM_AT = PAGE_BYTES
export const MAX_PROGRAM_BYTES = PAGE_BYTES
const INPUT_AT = PROGRAM_AT + MAX_PROGRAM_BYTES
const MAX_INPUT_BYTES = 4 * PAGE_BYTES
const OUTPUT_AT = INPUT_AT + MAX_INPUT_BYTES
const MAX_OUTPUT_BYTES = 16 * PAGE_BYTES

interface Started {
  readonly write: JsonKernel['write']
  readonly memory: Buffer
  loaded: Uint8Array | null
}

let started: Started | null = null

/** Whether this machine can run it. */
export const hasJsonKernel: boolean = canInstantiate(kernel)

function start(): Started {
  const { memory, write } = instantiate<JsonKernel>(kernel)
  memory.grow((OUTPUT_AT + MAX_OUTPUT_BYTES - memory.buffer.byteLength) / PAGE_BYTES)
  return { write, memory: Buffer.from(memory.buffer), loaded: null }
}

/**
 * Appends the JSON of an Avro value, several times as fast as JavaScript can.
 * @param program of `jsonProgram`. @returns false, and appends nothing, when it cannot: for values that are not plain, and for wrong ones.
 */
export function writeByKernel(program: Uint8Array, bytes: Uint8Array, out: JsonBytes): boolean {
  if (bytes.length > MAX_INPUT_BYTES) return false
  started ??= start()
  const { memory, write } = started
  if (started.loaded !== program) {
    memory.set(program, PROGRAM_AT)
    started.loaded = program
  }
  memory.set(bytes, INPUT_AT)
  const size = write(PROGRAM_AT, INPUT_AT, bytes.length, OUTPUT_AT, MAX_OUTPUT_BYTES)
  if (size < 0) return false
  const at = out.room(size)
  memory.copy(out.bytes, at, OUTPUT_AT, OUTPUT_AT + size)
  out.length = at + size
  return true
}
