import type { Memory } from './memory.ts'

/** How vectors lie in a block, as `assembly/coded.ts` reads them: whole, and in codes of a byte by which most are passed over. */
export const ROWS = 16
const SELDOM_AT = 4
const NORMS_AT = 80
const CODES_AT = 144
/** Within what is seldom looked at. */
const WHOLE_AT = 64

/** The kernel takes four dimensions at a time: what is missing is always zero. */
export const paddedTo = (dimensions: number): number => Math.ceil(dimensions / 4) * 4

/** The place of a vector: the address of its block, with its number within the block in the lowest bits. */
export type Place = number
export const placeOf = (block: number, row: number): Place => block + row
export const blockOf = (place: Place): number => place - (place % ROWS)
export const rowOf = (place: Place): number => place % ROWS

/** Room for blocks one after another, so that looking through them is reading on. @param padded a multiple of four. */
export function newBlocks(memory: Memory, count: number, padded: number): readonly number[] {
  const bytes = CODES_AT + padded * ROWS
  const first = memory.take(count * bytes)
  return Array.from({ length: count }, (_, i) => first + i * bytes)
}

/** Makes a block that holds no vector ready to hold some. @param next the block that is looked through after it; 0 for none. */
export function open(memory: Memory, block: number, next: number, padded: number): void {
  memory.i32[block / 4] = next
  if (seldomOf(memory, block) !== 0) return
  const seldom = memory.take(WHOLE_AT + padded * ROWS * 4)
  memory.i32[(block + SELDOM_AT) / 4] = seldom
  memory.i32.fill(-1, seldom / 4, seldom / 4 + ROWS)
  memory.f32.fill(Infinity, (block + NORMS_AT) / 4, (block + NORMS_AT) / 4 + ROWS)
}

/** The address of a vector. */
export const wholeAt = (memory: Memory, place: Place, padded: number): number =>
  seldomOf(memory, place) + WHOLE_AT + rowOf(place) * padded * 4

const seldomOf = ({ i32 }: Memory, place: Place): number => i32[(blockOf(place) + SELDOM_AT) / 4] ?? 0

export const nextOf = ({ i32 }: Memory, block: number): number => i32[block / 4] ?? 0

export const slotAt = (memory: Memory, place: Place): number =>
  memory.i32[seldomOf(memory, place) / 4 + rowOf(place)] ?? -1

/** Lets searches pass over a vector. @returns what `show` needs. */
export function hide({ f32 }: Memory, place: Place): number {
  const at = (blockOf(place) + NORMS_AT) / 4 + rowOf(place)
  const norm = f32[at] ?? Infinity
  f32[at] = Infinity
  return norm
}

export function show({ f32 }: Memory, place: Place, norm: number): void {
  f32[(blockOf(place) + NORMS_AT) / 4 + rowOf(place)] = norm
}

/** Leaves a place without a vector. */
export function clear(memory: Memory, place: Place): void {
  memory.i32[seldomOf(memory, place) / 4 + rowOf(place)] = -1
  hide(memory, place)
}
