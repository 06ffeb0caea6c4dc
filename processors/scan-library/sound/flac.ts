import { spells } from './byte-source.ts'
import type { FileSpan, ByteSource } from './byte-source.ts'

/** A sanity bound: blocks of metadata that are looked at. */
const MOST_BLOCKS = 10_000
const IS_LAST = 0x80

/**
 * The frames, which begin behind the last block of metadata (RFC 9639, section 8.1). The MD5 of the samples in the header
 * is not taken for them: a file that was cut off has the same. @returns null when this is no FLAC.
 */
export async function flacSound(source: ByteSource, { start, end }: FileSpan): Promise<FileSpan | null> {
  if (!(await spells(source, start, 'fLaC'))) return null
  let at = start + 4
  for (let blocks = 0; blocks < MOST_BLOCKS && at < end; blocks += 1) {
    const header = await source.read(at, 4)
    if (header.length < 4) return null
    at += 4 + header.readUIntBE(1, 3)
    if ((header.readUInt8(0) & IS_LAST) !== 0) return at < end ? { start: at, end } : null
  }
  return null
}
