import type { FileSpan, ByteSource } from './byte-source.ts'

const ID3V1_BYTES = 128
const APE_FOOTER_BYTES = 32
const APE_HAS_HEADER = 0x80000000
const LYRICS3_END_BYTES = 15
/** A sanity bound: tags at either end. Programs that do not find the tag of another one add their own. */
const MOST_TAGS = 100

/**
 * The bytes between the tags that any format may have around it: ID3v2 and APEv2 before, Lyrics3, APEv2 and ID3v1 behind
 * (id3.org: ID3v2.4.0 structure section 3.1, Lyrics3 2.00; APEv2 of the Musepack project). Repeated tags are left out too, up to a hundred.
 */
export async function withoutTags(source: ByteSource): Promise<FileSpan> {
  const start = await endOfLeadingTags(source)
  let end = source.size
  for (let [tags, before] = [0, -1]; tags < MOST_TAGS && before !== end; tags += 1) {
    before = end
    end = await startOfTrailingTag(source, start, end)
  }
  return { start, end }
}

async function endOfLeadingTags(source: ByteSource): Promise<number> {
  let at = 0
  for (let tags = 0; tags < MOST_TAGS; tags += 1) {
    const header = await source.read(at, APE_FOOTER_BYTES)
    const next = at + leadingTagBytes(header)
    if (next === at || next > source.size) break
    at = next
  }
  return at
}

/** Zero where no tag begins. */
function leadingTagBytes(header: Buffer): number {
  if (header.length >= 10 && header.toString('latin1', 0, 3) === 'ID3') {
    const hasFooter = (header.readUInt8(5) & 0x10) !== 0
    return 10 + synchsafe(header, 6) + (hasFooter ? 10 : 0)
  }
  const isApe = header.length === APE_FOOTER_BYTES && header.toString('latin1', 0, 8) === 'APETAGEX'
  return isApe ? APE_FOOTER_BYTES + header.readUInt32LE(12) : 0
}

async function startOfTrailingTag(source: ByteSource, start: number, end: number): Promise<number> {
  const at = (bytes: number) => Math.max(start, end - bytes)
  if ((await source.read(at(ID3V1_BYTES), 3)).toString('latin1') === 'TAG') return at(ID3V1_BYTES)
  const footer = await source.read(at(APE_FOOTER_BYTES), APE_FOOTER_BYTES)
  if (footer.length === APE_FOOTER_BYTES && footer.toString('latin1', 0, 8) === 'APETAGEX') {
    const hasHeader = (footer.readUInt32LE(20) & APE_HAS_HEADER) !== 0
    return at(footer.readUInt32LE(12) + (hasHeader ? APE_FOOTER_BYTES : 0))
  }
  const lyrics = (await source.read(at(LYRICS3_END_BYTES), LYRICS3_END_BYTES)).toString('latin1')
  const size = /^(\d{6})LYRICS200$/.exec(lyrics)?.[1]
  return size === undefined ? end : at(Number(size) + LYRICS3_END_BYTES)
}

/** Four bytes of seven bits each (ID3v2.4.0 structure, section 6.2). */
function synchsafe(bytes: Buffer, at: number): number {
  return [0, 1, 2, 3].reduce((sum, i) => sum * 128 + (bytes.readUInt8(at + i) & 0x7f), 0)
}
