/** The bytes of a file. Both numbers are in bytes from its start. */
export interface ByteSource {
  readonly size: number
  /** Fewer bytes than asked for only at the end of the file. The bytes are the caller's. */
  read(start: number, length: number): Promise<Buffer>
}

/** A part of a file: bytes from `start` up to `end`, without `end`. */
export interface FileSpan {
  readonly start: number
  readonly end: number
}

/** Whether the bytes at a place spell four or more letters of ASCII. */
export async function spells(source: ByteSource, start: number, letters: string): Promise<boolean> {
  return (await source.read(start, letters.length)).toString('latin1') === letters
}
