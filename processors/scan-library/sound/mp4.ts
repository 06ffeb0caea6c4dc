import { spells } from './byte-source.ts'
import type { FileSpan, ByteSource } from './byte-source.ts'

/** Of each table of a track: 20 hours of AAC have 3 million frames, so 13 MB. A larger table is not read. */
const MOST_TABLE_BYTES = 16 * 1024 * 1024
/** A sanity bound: boxes of one parent that are looked at. */
const MOST_BOXES = 10_000
/** More have been seen only in files made to do harm: their tables are read one after the other. */
const MOST_TRACKS = 16

interface Box extends FileSpan {
  readonly type: string
}

/**
 * The samples of all sound tracks in their order (ISO/IEC 14496-12, sections 8.7.2 to 8.7.5), so that tags, covers,
 * chapters and how samples lie in the file make no difference; of a fragmented file the media data as it lies there.
 * Nothing when this is no MP4.
 */
export async function* mp4Sound(source: ByteSource, range: FileSpan): AsyncGenerator<FileSpan> {
  if ((await source.read(range.start + 4, 4)).toString('latin1') !== 'ftyp') return
  const boxes = await boxesOf(source, range)
  const tracks = await inside(source, boxes, 'moov', 'trak')
  let hasSamples = false
  for (const track of tracks.slice(0, MOST_TRACKS)) {
    for (const chunk of await samplesOf(source, track)) {
      hasSamples = true
      yield chunk
    }
  }
  if (!hasSamples) yield* boxes.filter(({ type }) => type === 'mdat')
}

/** Whether all tracks of an MP4 file that are heard or seen are heard. */
export async function hasOnlySound(source: ByteSource): Promise<boolean> {
  if (!(await spells(source, 4, 'ftyp'))) return false
  const boxes = await boxesOf(source, { start: 0, end: source.size })
  const tracks = (await inside(source, boxes, 'moov', 'trak')).slice(0, MOST_TRACKS)
  const handlers = await Promise.all(tracks.map((track) => handlerOf(source, track)))
  return handlers.includes('soun') && !handlers.includes('vide')
}

/** What a track is for, in four letters (ISO/IEC 14496-12, section 8.4.3). */
async function handlerOf(source: ByteSource, track: Box): Promise<string> {
  const [handler] = await inside(source, await boxesOf(source, track), 'mdia', 'hdlr')
  return handler === undefined ? '' : (await source.read(handler.start + 8, 4)).toString('latin1')
}

async function boxesOf(source: ByteSource, { start, end }: FileSpan): Promise<readonly Box[]> {
  const boxes: Box[] = []
  for (let at = start; at + 8 <= end && boxes.length < MOST_BOXES;) {
    const header = await source.read(at, 16)
    if (header.length < 8) break
    const small = header.readUInt32BE(0)
    const isLarge = small === 1 && header.length === 16
    const size = isLarge ? Number(header.readBigUInt64BE(8)) : small === 0 ? end - at : small
    if (size < 8) break
    boxes.push({ type: header.toString('latin1', 4, 8), start: at + (isLarge ? 16 : 8), end: Math.min(end, at + size) })
    at += size
  }
  return boxes
}

async function inside(source: ByteSource, boxes: readonly Box[], ...path: readonly string[]): Promise<readonly Box[]> {
  const [type, ...deeper] = path
  const found = boxes.filter((box) => box.type === type)
  if (deeper.length === 0) return found
  const children: Box[] = []
  for (const box of found) children.push(...(await inside(source, await boxesOf(source, box), ...deeper)))
  return children
}

async function samplesOf(source: ByteSource, track: Box): Promise<Iterable<FileSpan>> {
  const media = await inside(source, await boxesOf(source, track), 'mdia')
  const boxes = (await Promise.all(media.map((box) => boxesOf(source, box)))).flat()
  const handler = boxes.find(({ type }) => type === 'hdlr')
  if (handler === undefined || (await source.read(handler.start + 8, 4)).toString('latin1') !== 'soun') return []
  const tables = await inside(source, boxes, 'minf', 'stbl')
  const found = (await Promise.all(tables.map((box) => boxesOf(source, box)))).flat()
  const table = async (...types: readonly string[]) => {
    const box = found.find(({ type }) => types.includes(type))
    if (box === undefined || box.end - box.start > MOST_TABLE_BYTES) return null
    return { type: box.type, bytes: await source.read(box.start, box.end - box.start) }
  }
  const [sizes, runs, offsets] = [await table('stsz'), await table('stsc'), await table('stco', 'co64')]
  if (sizes === null || runs === null || offsets === null) return []
  return chunks(sizes.bytes, runs.bytes, offsets.bytes, offsets.type === 'co64')
}

/** The chunks of a track: each holds some samples one behind the other, as the runs say. */
function* chunks(sizes: Buffer, runs: Buffer, offsets: Buffer, isLarge: boolean): Generator<FileSpan> {
  const count = Math.min(uint(offsets, 4), Math.floor((offsets.length - 8) / (isLarge ? 8 : 4)))
  const fixed = uint(sizes, 4)
  // Of samples of different sizes there are no more than the table has room for, whatever it says.
  const samples = fixed > 0 ? uint(sizes, 8) : Math.min(uint(sizes, 8), Math.floor((sizes.length - 12) / 4))
  let [sample, run] = [0, 0]
  for (let chunk = 0; chunk < count && sample < samples; chunk += 1) {
    while (run + 1 < uint(runs, 4) && uint(runs, 8 + 12 * (run + 1)) <= chunk + 1) run += 1
    const last = Math.min(samples, sample + uint(runs, 8 + 12 * run + 4))
    const start = isLarge ? Number(offsets.readBigUInt64BE(8 + 8 * chunk)) : offsets.readUInt32BE(8 + 4 * chunk)
    let bytes = 0
    if (fixed > 0) bytes = fixed * (last - sample)
    else for (let i = sample; i < last; i += 1) bytes += uint(sizes, 12 + 4 * i)
    if (last === sample) break
    sample = last
    yield { start, end: start + bytes }
  }
}

/** Zero beyond the end of a table that is shorter than it says. */
const uint = (table: Buffer, at: number): number => (at + 4 <= table.length ? table.readUInt32BE(at) : 0)
