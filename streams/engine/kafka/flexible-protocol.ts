import { createRequire } from 'node:module'
import type { ProtocolEncoder, ProtocolRequest } from './cluster.ts'

/**
 * The encoding of Kafka's flexible versions (KIP-482), of which kafkajs speaks none: lengths are one more than they are, in
 * variable length, so that 0 is null, and each structure ends with tagged fields.
 */

const require = createRequire(import.meta.url)

/** No tagged fields. */
export const NO_TAGS = Buffer.of(0)

/**
 * A request as kafkajs's connections send it.
 * @param body what follows the headers, which end with tagged fields in both directions.
 */
export function flexibleRequest<T>(
  api: { readonly name: string; readonly key: number; readonly version: number },
  body: Buffer,
  parse: (read: Reader) => T,
): ProtocolRequest<T> {
  const Encoder = require('kafkajs/src/protocol/encoder') as new () => ProtocolEncoder
  return {
    request: {
      apiKey: api.key,
      apiVersion: api.version,
      apiName: api.name,
      encode: () => Promise.resolve(new Encoder().writeBuffer(Buffer.concat([NO_TAGS, body]))),
    },
    response: {
      decode: (bytes) => Promise.resolve(bytes),
      parse: (bytes) =>
        Promise.resolve().then(() => {
          const read = readerOf(bytes)
          read.tags()
          return parse(read)
        }),
    },
  }
}

export function uvarint(value: number): Buffer {
  const bytes: number[] = []
  let left = value
  for (; left >= 0x80; left >>>= 7) bytes.push((left & 0x7f) | 0x80)
  return Buffer.of(...bytes, left)
}

export const int16 = (value: number): Buffer => written(2, (bytes) => bytes.writeInt16BE(value))
export const int32 = (value: number): Buffer => written(4, (bytes) => bytes.writeInt32BE(value))
export const int64 = (value: bigint): Buffer => written(8, (bytes) => bytes.writeBigInt64BE(value))

export function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([uvarint(bytes.length + 1), bytes])
}

/** Elements that are structures must bring their tagged fields. */
export const array = (elements: readonly Buffer[]): Buffer => Buffer.concat([uvarint(elements.length + 1), ...elements])

function written(length: number, write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(length)
  write(bytes)
  return bytes
}

/** Reads the fields of an answer in turn. Each of them throws a `RangeError` beyond the end. */
export interface Reader {
  skip(length: number): Buffer
  uvarint(): number
  int16(): number
  int32(): number
  int64(): bigint
  /** Null reads as ''. */
  text(): string
  /** Null reads as []. */
  array<T>(element: () => T): readonly T[]
  tags(): void
}

export function readerOf(bytes: Buffer): Reader {
  let at = 0
  const skip = (length: number): Buffer => {
    if (at + length > bytes.length) throw new RangeError('The response is truncated.')
    at += length
    return bytes.subarray(at - length, at)
  }
  const readUvarint = (): number => {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = skip(1).readUInt8()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
    throw new RangeError('A varint is longer than 32 bits.')
  }
  return {
    skip,
    uvarint: readUvarint,
    int16: () => skip(2).readInt16BE(),
    int32: () => skip(4).readInt32BE(),
    int64: () => skip(8).readBigInt64BE(),
    text: () => skip(Math.max(0, readUvarint() - 1)).toString('utf8'),
    array<T>(element: () => T) {
      const elements: T[] = []
      for (let left = readUvarint() - 1; left > 0; left -= 1) elements.push(element())
      return elements
    },
    tags() {
      for (let left = readUvarint(); left > 0; left -= 1) {
        readUvarint()
        skip(readUvarint())
      }
    },
  }
}
