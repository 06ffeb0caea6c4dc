import type { FileSpan, ByteSource } from './byte-source.ts'

/** Chunks that are looked at; a file with more is taken whole. */
const MOST_CHUNKS = 10_000

const FORMS = {
  RIFF: { form: 'WAVE', sound: ['fmt ', 'data'], isLittleEndian: true },
  RF64: { form: 'WAVE', sound: ['fmt ', 'data'], isLittleEndian: true },
  FORM: { form: 'AIF', sound: ['COMM', 'SSND'], isLittleEndian: false },
} as const

/** The format and the samples of WAV (RF64 too) and AIFF, without all other chunks. @returns null for another format. */
export async function riffSound(source: ByteSource, { start, end }: FileSpan): Promise<readonly FileSpan[] | null> {
  const head = (await source.read(start, 12)).toString('latin1')
  const kind = Object.entries(FORMS).find(([name, { form }]) => head.startsWith(name) && head.startsWith(form, 8))?.[1]
  if (kind === undefined) return null
  const found: FileSpan[] = []
  let at = start + 12
  for (let chunks = 0; chunks < MOST_CHUNKS && at + 8 <= end; chunks += 1) {
    const header = await source.read(at, 8)
    const size = kind.isLittleEndian ? header.readUInt32LE(4) : header.readUInt32BE(4)
    const isSound = kind.sound.some((name) => name === header.toString('latin1', 0, 4))
    // A size of 0 or of all ones stands for "up to the end", where a program could not go back to write it.
    const isOpen = isSound && (size === 0xffffffff || (size === 0 && at + 8 < end))
    const next = isOpen ? end : Math.min(end, at + 8 + size)
    if (isSound) found.push(soundOf(header.toString('latin1', 0, 4), { start: at + 8, end: next }))
    at = next + (size % 2)
  }
  return found.length < kind.sound.length ? null : found
}

/** Of `fmt ` what says how to read the samples: one program writes its extended form where another does not. */
function soundOf(chunk: string, { start, end }: FileSpan): FileSpan {
  return chunk === 'fmt ' ? { start: Math.min(end, start + 2), end: Math.min(end, start + 16) } : { start, end }
}
