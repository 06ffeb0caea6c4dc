/** Records that are named; the others are only counted, so that a topic of foreign bytes does not fill the screen. */
const NAMED = 20

/** Tells of records that could not be decoded: the first ones each by name. */
export function undecodableNames(print: (line: string) => void): { add(message: string): void; end(): number } {
  let count = 0
  return {
    add(message) {
      count += 1
      if (count <= NAMED) print(message)
    },
    /** @returns how many there were. */
    end() {
      if (count > NAMED) print(`${count - NAMED} more records could not be decoded.`)
      return count
    },
  }
}
