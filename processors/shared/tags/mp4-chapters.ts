/** A chapter as its file has it. */
export interface FoundChapter {
  readonly title: string
  readonly startSeconds: number
}

/** Reads some bytes of a file; fewer where it ends before. */
export type ReadsBytes = (at: number, length: number) => Promise<Buffer>

/** Boxes of one parent that are looked at. */
const MOST_BOXES = 1_000
/** Its count has one byte, and so has the length of a title. */
const LONGEST_LIST = 9 + 255 * (8 + 1 + 255)
const UNITS_PER_SECOND = 10_000_000

/**
 * The chapters of an MP4 (an m4b, say) in the list of Nero (`moov/udta/chpl`), which ffmpeg and mp4v2 write as well; music-metadata
 * does not know it. None when this is no MP4.
 */
export async function mp4Chapters(read: ReadsBytes, sizeBytes: number): Promise<readonly FoundChapter[]> {
  if ((await read(4, 4)).toString('latin1') !== 'ftyp') return []
  let range: readonly [start: number, end: number] | null = [0, sizeBytes]
  for (const type of ['moov', 'udta', 'chpl']) range = range === null ? null : await boxIn(read, range, type)
  if (range === null) return []
  const [start, end] = range
  return chaptersIn(await read(start, Math.min(LONGEST_LIST, end - start)))
}

/** The content of the first box of a type. */
async function boxIn(
  read: ReadsBytes,
  [start, end]: readonly [start: number, end: number],
  type: string,
): Promise<readonly [start: number, end: number] | null> {
  let at = start
  for (let box = 0; box < MOST_BOXES && at + 8 <= end; box++) {
    const header = await read(at, 16)
    if (header.length < 8) return null
    const small = header.readUInt32BE(0)
    const isLarge = small === 1 && header.length === 16
    const size = isLarge ? Number(header.readBigUInt64BE(8)) : small === 0 ? end - at : small
    if (size < 8) return null
    if (header.toString('latin1', 4, 8) === type) return [at + (isLarge ? 16 : 8), Math.min(end, at + size)]
    at += size
  }
  return null
}

/** Version, flags, in version 1 four bytes more, a count; then of each chapter its start, in 100 ns, and its title. */
function chaptersIn(list: Buffer): readonly FoundChapter[] {
  const chapters: FoundChapter[] = []
  let at = list[0] === 0 ? 4 : 8
  const count = list[at++] ?? 0
  while (chapters.length < count && at + 9 <= list.length) {
    const units = list.readBigUInt64BE(at)
    const length = list[at + 8] ?? 0
    const title = list.toString('utf8', at + 9, at + 9 + length)
    chapters.push({ title, startSeconds: Number(units) / UNITS_PER_SECOND })
    at += 9 + length
  }
  return chapters
}
