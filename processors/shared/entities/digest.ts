// eslint-disable-next-line no-restricted-imports -- a pure function: the same text has the same hash everywhere
import { hash } from 'node:crypto'

/** Hexadecimal digits of an id: 128 bits, so that collisions need not be handled. */
const DIGITS = 32

/** No folded text and no id of a database holds it (see `foldText`). */
const SEPARATOR = '\u001f'

/** An id made from texts: the beginning of the SHA-256 of them. Ids are kept in topics: this may not change. */
export const digestOf = (...parts: readonly string[]): string =>
  hash('sha256', parts.join(SEPARATOR), 'hex').slice(0, DIGITS)

/** 48 bits of the SHA-256 of some bytes, to find out whether a value is still the same. */
export const fingerprintOf = (bytes: Uint8Array): number => hash('sha256', bytes, 'buffer').readUIntBE(0, 6)
