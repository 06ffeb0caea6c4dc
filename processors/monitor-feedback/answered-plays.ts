import type { AnsweredPlays, Cause } from '../../schemas/generated.ts'
import { plays } from '../../schemas/topics.ts'

/**
 * Which plays a model has answered. A model makes one list in answer to a play, and its id is made from the position of that
 * play, so a list that comes again, from a program that was started twice or a producer that was killed, is known by it
 * wherever it stands in the log.
 */

/** Offsets behind the newest answered play of a partition that are told apart: what is older counts as answered. */
export const REMEMBERED = 8_192

/** Null where a list answers no play: then nothing tells it from its twin. */
export function withAnswer(
  answered: readonly AnsweredPlays[],
  { topic, partition, offset }: Cause,
): readonly AnsweredPlays[] | 'known' | null {
  if (topic !== plays.name || partition < 0 || partition >= plays.partitions || offset < 0) return null
  const known = answered.find((each) => each.partition === partition)
  const ahead = known === undefined ? 0 : offset - known.newest
  if (known !== undefined && ahead <= 0 && isSet(known.before, -ahead)) return 'known'
  const changed: AnsweredPlays = {
    partition,
    newest: known === undefined ? offset : Math.max(known.newest, offset),
    before: withBit(shifted(known?.before ?? Buffer.alloc(0), Math.max(0, ahead)), Math.max(0, -ahead)),
  }
  return [...answered.filter((each) => each !== known), changed].sort((a, b) => a.partition - b.partition)
}

const isSet = (bits: Buffer, place: number): boolean =>
  place >= REMEMBERED || ((bits[place >> 3] ?? 0) & (1 << (place & 7))) !== 0

function withBit(bits: Buffer, place: number): Buffer {
  const next = Buffer.alloc(Math.max(bits.length, (place >> 3) + 1))
  bits.copy(next)
  next.writeUInt8(next.readUInt8(place >> 3) | (1 << (place & 7)), place >> 3)
  return next
}

/** Moves every bit so many places back; what goes beyond the last place is dropped. */
function shifted(bits: Buffer, places: number): Buffer {
  if (places === 0 || bits.length === 0) return bits
  if (places >= REMEMBERED) return Buffer.alloc(0)
  const [bytes, rest] = [places >> 3, places & 7]
  const next = Buffer.alloc(Math.min(REMEMBERED / 8, bits.length + bytes + 1))
  for (let i = bytes; i < next.length; i += 1) {
    const [own, before] = [bits[i - bytes] ?? 0, bits[i - bytes - 1] ?? 0]
    next.writeUInt8(((own << rest) | (before >> (8 - rest))) & 255, i)
  }
  let end = next.length
  while (end > 0 && next[end - 1] === 0) end -= 1
  return next.subarray(0, end)
}
