import type { FileHandle } from 'node:fs/promises'
import { AbstractTokenizer, EndOfStreamError } from 'strtok3'
import type { IRandomAccessTokenizer, IReadChunkOptions } from 'strtok3'

/**
 * The largest piece of a file that is read at once. A chunk, atom or block is read whole by the size that it claims, which in a
 * sparse file costs nothing to claim; a FLAC picture has at most 16 MiB, and an ID3 tag with several covers seldom more than this.
 */
export const LARGEST_READ_BYTES = 2 ** 25

/** What is read ahead. */
const WINDOW_BYTES = 2 ** 14

/**
 * The bytes of an open file, for the parsers of tags. `maxBufferSize` refuses a token before its buffer is allocated; some
 * parsers bring buffers of their own, whose pages are not touched before they are read into: those are refused here.
 */
export class BoundedTokenizer extends AbstractTokenizer implements IRandomAccessTokenizer {
  readonly fileInfo: IRandomAccessTokenizer['fileInfo']
  readonly #handle: FileHandle
  readonly #window: Uint8Array
  #windowStart = 0
  #windowBytes = 0

  /** @param path gives the format by its extension; nothing is opened by it. */
  constructor(handle: FileHandle, path: string, sizeBytes: number) {
    super({ maxBufferSize: LARGEST_READ_BYTES })
    this.#handle = handle
    this.#window = Buffer.allocUnsafe(Math.min(WINDOW_BYTES, sizeBytes))
    this.fileInfo = { path, size: sizeBytes }
  }

  supportsRandomAccess(): boolean {
    return true
  }

  setPosition(position: number): void {
    this.validateLength(position, 'position')
    this.position = position
  }

  async readBuffer(buffer: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    const bytesRead = await this.peekBuffer(buffer, options)
    this.position = (options?.position ?? this.position) + bytesRead
    return bytesRead
  }

  async peekBuffer(buffer: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    const { length, position, mayBeLess } = this.normalizeOptions(buffer, options)
    this.validateBufferSize(length)
    const bytesRead =
      length <= WINDOW_BYTES ? await this.#copy(buffer, length, position) : await this.#read(buffer, length, position)
    if (bytesRead < length && mayBeLess !== true) throw new EndOfStreamError()
    return bytesRead
  }

  /** From what was read ahead: a parser asks for some bytes at a time, and each question to the disk costs as much as many bytes. */
  async #copy(buffer: Uint8Array, length: number, position: number): Promise<number> {
    const end = this.#windowStart + this.#windowBytes
    if (position < this.#windowStart || position + length > end) {
      this.#windowBytes = await this.#read(this.#window, this.#window.length, position)
      this.#windowStart = position
    }
    const from = position - this.#windowStart
    const part = this.#window.subarray(from, Math.min(from + length, this.#windowBytes))
    buffer.set(part)
    return part.length
  }

  /** Fewer bytes than asked for only at the end of the file. */
  async #read(buffer: Uint8Array, length: number, position: number): Promise<number> {
    let bytesRead = 0
    while (bytesRead < length) {
      const part = await this.#handle.read(buffer, bytesRead, length - bytesRead, position + bytesRead)
      if (part.bytesRead === 0) break
      bytesRead += part.bytesRead
    }
    return bytesRead
  }
}
