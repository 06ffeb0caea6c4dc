/** The Confluent wire format: a zero byte, the schema id as a big-endian 32-bit integer, the Avro bytes. */

const MAGIC_BYTE = 0
/** Before the Avro bytes. */
export const PREFIX_BYTES = 5

export function frame(schemaId: number, avro: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(PREFIX_BYTES + avro.length)
  framed.writeUInt8(MAGIC_BYTE, 0)
  framed.writeUInt32BE(schemaId, 1)
  avro.copy(framed, PREFIX_BYTES)
  return framed
}

/** @returns null for a tombstone, and for what is not in the wire format. */
export const schemaIdOf = (value: Buffer | null): number | null =>
  value === null || !isFramed(value) ? null : value.readUInt32BE(1)

const isFramed = (bytes: Buffer): boolean => bytes.length >= PREFIX_BYTES && bytes[0] === MAGIC_BYTE

/** @returns null when the bytes are not in the wire format. */
export function unframe(bytes: Buffer): { readonly schemaId: number; readonly avro: Buffer } | null {
  if (!isFramed(bytes)) return null
  return { schemaId: bytes.readUInt32BE(1), avro: bytes.subarray(PREFIX_BYTES) }
}
