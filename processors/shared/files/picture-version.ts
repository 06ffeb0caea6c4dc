import { createHash } from 'node:crypto'

/** Hexadecimal digits of a version: 96 bits, so that two pictures do not share one. */
const DIGITS = 24

/**
 * The version of a picture that lies in a file of its own, which is not read: it changes with its place, size or time.
 * @param modifiedAt epoch ms, of a bigint status: those of numbers are rounded.
 */
export function fileVersion(path: string, sizeBytes: number, modifiedAt: number): string {
  return versionOf(JSON.stringify([path, sizeBytes, modifiedAt]))
}

/** The version of a picture by its bytes. */
export function bytesVersion(bytes: Uint8Array): string {
  return versionOf(bytes)
}

function versionOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, DIGITS)
}
