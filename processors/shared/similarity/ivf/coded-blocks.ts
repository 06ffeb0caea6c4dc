import { checked } from '../../numeric.ts'
import type { Memory } from './memory.ts'

/** The layout of coded blocks, as `assembly/coded-block.ts` describes it. */
export const CODED_ROWS = 16
const COLD_AT = 4
const NORMS_AT = 80
const CODES_AT = 144
/** Within the cold part of a block. */
const WHOLE_AT = 64

/** The kernel takes four dimensions at a time; those that are added are always zero. */
export const paddedTo = (dimensions: number): number => Math.ceil(dimensions / 4) * 4

/** Where a vector lies: the address of its block plus its row, which fits into the lowest bits. */
export type Location = number
export const locationOf = (block: number, row: number): Location => block + row
export const blockOf = (location: Location): number => location - (location % CODED_ROWS)
export const rowOf = (location: Location): number => location % CODED_ROWS

/** Allocates blocks one after another, so that a scan reads on. @param padded a multiple of four. */
export function newBlocks(memory: Memory, count: number, padded: number): readonly number[] {
  const bytes = CODES_AT + padded * CODED_ROWS
  const first = memory.take(count * bytes)
  return Array.from({ length: count }, (_, i) => first + i * bytes)
}

/** Prepares an empty block. @param next the block that is scanned after it; 0 for none. */
export function open(memory: Memory, block: number, next: number, padded: number): void {
  memory.i32[block / 4] = next
  if (coldPartOf(memory, block) !== 0) return
  const cold = memory.take(WHOLE_AT + padded * CODED_ROWS * 4)
  memory.i32[(block + COLD_AT) / 4] = cold
  memory.i32.fill(-1, cold / 4, cold / 4 + CODED_ROWS)
  memory.f32.fill(Infinity, (block + NORMS_AT) / 4, (block + NORMS_AT) / 4 + CODED_ROWS)
}

/** The address of a whole vector. */
export const wholeAt = (memory: Memory, location: Location, padded: number): number =>
  coldPartOf(memory, location) + WHOLE_AT + rowOf(location) * padded * 4

const coldPartOf = ({ i32 }: Memory, location: Location): number => checked(i32[(blockOf(location) + COLD_AT) / 4])

export const nextOf = ({ i32 }: Memory, block: number): number => checked(i32[block / 4])

/** -1 for an empty row. */
export const slotAt = (memory: Memory, location: Location): number =>
  checked(memory.i32[coldPartOf(memory, location) / 4 + rowOf(location)])

/** Excludes a vector from searches. @returns what `show` needs. */
export function hide({ f32 }: Memory, location: Location): number {
  const at = normAt(location)
  const norm = checked(f32[at])
  f32[at] = Infinity
  return norm
}

export function show({ f32 }: Memory, location: Location, norm: number): void {
  f32[normAt(location)] = norm
}

/** Leaves a row empty. */
export function clear(memory: Memory, location: Location): void {
  memory.i32[coldPartOf(memory, location) / 4 + rowOf(location)] = -1
  hide(memory, location)
}

const normAt = (location: Location): number => (blockOf(location) + NORMS_AT) / 4 + rowOf(location)
