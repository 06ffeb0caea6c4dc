/** One number for each slot, in a typed array that grows. */
export interface Column {
  /** @returns the default of the column where nothing has been set. */
  get(slot: number): number
  set(slot: number, value: number): void
}

type Numbers = Uint8Array | Int32Array | Float64Array

const PAGE = 1_024

/** @param absent what `get` returns where nothing has been set. */
export function column(kind: new (length: number) => Numbers, absent: number): Column {
  let numbers = new kind(0)
  return {
    get: (slot) => numbers[slot] ?? absent,
    set(slot, value) {
      if (slot >= numbers.length) {
        const larger = new kind(Math.max(slot + PAGE, Math.ceil(numbers.length * 1.125)))
        larger.fill(absent, numbers.length)
        larger.set(numbers)
        numbers = larger
      }
      numbers[slot] = value
    },
  }
}
