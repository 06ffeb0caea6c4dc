const ID_BYTES = 16
const TAIL_BYTES = 8
/** Milliseconds since the epoch in hexadecimal, until the year 10889. */
const TIME_DIGITS = 12
const SEQUENCE_DIGITS = 4

/** 128 random bits, hexadecimal. `crypto.randomUUID` is missing where the page is not served over TLS or loopback. */
export function randomHex(bytes = ID_BYTES): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => hex(byte, 2)).join('')
}

/**
 * An id for one play. Ids of one page sort in the order in which they were made; the random tail tells pages apart.
 * @param sequence how many were made before on this page
 */
export function generatedId(nowMs: number, sequence: number): string {
  return hex(nowMs, TIME_DIGITS) + hex(sequence % 16 ** SEQUENCE_DIGITS, SEQUENCE_DIGITS) + randomHex(TAIL_BYTES)
}

function hex(value: number, digits: number): string {
  return Math.floor(value).toString(16).padStart(digits, '0')
}
