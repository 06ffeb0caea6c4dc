import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { z } from 'zod'
import { identityOf, isAlive } from '../process-identity.ts'
import type { Identity } from '../process-identity.ts'
import { serialQueue } from '../serial-queue.ts'

/**
 * Detects poison pills: records that hang or kill the process, which no `catch` sees. Crashes are counted outside the process.
 * Before a batch is decoded, its offsets are written to a file as the in-flight marker (one write of a page in memory, one
 * more when the batch is done). A process that finds the marker of a dead one processes those records one at a time, each with
 * a marker of its own, until the record that kills is known.
 *
 * Markers and counts are files of the data folder, so copies of a processor on several machines count separately. While a task
 * waits for another process or thread there is no marker: this process cannot die of the record then, and such a wait is long
 * enough for a kill from outside to hit the same record again and again.
 */
export interface PoisonPillDetector {
  /** Call once earlier owners of the task are fenced. @param next the offset to be processed next, per partition. */
  openTask(taskId: number, next: (topic: string, partition: number) => number): InFlightRecords
  /** The process stops in order: its records in flight are not the cause of its end. */
  disarm(): void
}

/** Waits for the answer of another process or thread, without an in-flight marker. */
export type AwaitOutside = <T>(answer: Promise<T>) => Promise<T>

/** The records of one task that are being processed, or were when a process crashed. */
export interface InFlightRecords {
  /** Whether records must be processed one at a time, because a process crashed with one of a batch. */
  isOneAtATime(): boolean
  /** How many processes crashed with this record in flight; those that had it in a batch count once. */
  crashes(topic: string, partition: number, offset: number): number
  /** Runs `work` with the in-flight marker of these records; in one-at-a-time mode, one such run in the whole process. */
  process<T>(range: OffsetRange, work: (awaitOutside: AwaitOutside) => Promise<T>): Promise<T>
  /** Every record before this offset has been processed, or has become a dead letter. */
  passed(topic: string, partition: number, next: number): void
  close(): void
}

/** Offsets `from` to before `to`. */
export interface OffsetRange {
  readonly topic: string
  readonly partition: number
  readonly from: number
  readonly to: number
}

/** With this many crashes a record becomes a dead letter: two may be a coincidence. */
export const MAX_CRASHES = 3

/** The longest topic name is 249 characters, that of a host 253; the marker always has this size, so one write replaces it. */
const MARKER_BYTES = 1_024
const NO_MARKER = '-'

const position = { topic: z.string(), partition: z.number(), from: z.number(), to: z.number() }
const markerSchema = z.object({ ...position, host: z.string(), pid: z.number(), startedAt: z.string() })
/** `deaths` is the name in files that earlier versions wrote. */
const crashesSchema = z.array(z.object({ ...position, deaths: z.number() }))
type CrashRange = z.infer<typeof crashesSchema>[number]

/** @param dataFolder holds `attempts/`; if that cannot be written, nothing is counted, and a warning is logged. */
export function openPoisonPillDetector(dataFolder: string, processor: string, log: Logger): PoisonPillDetector {
  const folder = join(dataFolder, 'attempts')
  const self = identityOf(process.pid) ?? { pid: process.pid, startedAt: '' }
  const tasks = new Set<OpenTask>()
  const oneAtATime = serialQueue()
  let isArmed = true
  const isOneAtATime = () => [...tasks].some(({ suspects }) => suspects.length > 0)

  return {
    openTask(taskId, next) {
      const path = join(folder, `${encodeURIComponent(processor)}-${taskId}`)
      const suspects = suspectsAt(path, next, log)
      if (suspects.length > 0)
        log.warn({ suspects }, 'A process crashed with these records in flight: they are processed one at a time.')
      const task: OpenTask = { suspects, marker: openMarker(path, self, log) }
      tasks.add(task)
      const processMarked = <T>(range: OffsetRange, work: (awaitOutside: AwaitOutside) => Promise<T>) =>
        withMarker(task.marker, range, () => isArmed, work)
      return {
        isOneAtATime,
        crashes: (topic, partition, offset) =>
          crashesOf(task.suspects, { topic, partition, from: offset, to: offset + 1 }),
        process: (range, work) =>
          isOneAtATime() ? oneAtATime(() => processMarked(range, work)) : processMarked(range, work),
        passed(topic, partition, to) {
          if (task.suspects.length === 0) return
          task.suspects = task.suspects.filter(
            (each) => each.topic !== topic || each.partition !== partition || each.to > to,
          )
        },
        close() {
          tasks.delete(task)
          task.marker.close()
        },
      }
    },
    disarm() {
      isArmed = false
      for (const { marker } of tasks) marker.clear()
    },
  }
}

interface OpenTask {
  suspects: readonly CrashRange[]
  readonly marker: Marker
}

async function withMarker<T>(
  marker: Marker,
  range: OffsetRange,
  isArmed: () => boolean,
  work: (awaitOutside: AwaitOutside) => Promise<T>,
): Promise<T> {
  const write = () => {
    if (isArmed()) marker.write(range)
  }
  write()
  try {
    return await work(async (answer) => {
      marker.clear()
      try {
        return await answer
      } finally {
        write()
      }
    })
  } finally {
    marker.clear()
  }
}

/** The ranges with crashes that are still to be processed, the crash just found added; stored for the next process. */
function suspectsAt(
  path: string,
  next: (topic: string, partition: number) => number,
  log: Logger,
): readonly CrashRange[] {
  const known = readJson(`${path}.json`, crashesSchema) ?? []
  const found = readJson(`${path}.trying`, markerSchema)
  const died = found !== null && found.host === hostname() && !isAlive(found) ? [withCrash(found, known)] : []
  const suspects = [...known.filter((each) => !died.some((d) => isSameRange(d, each))), ...died].filter(
    ({ topic, partition, to }) => to > next(topic, partition),
  )
  if (suspects.length === known.length && died.length === 0) return suspects
  try {
    if (suspects.length === 0) rmSync(`${path}.json`, { force: true })
    else {
      writeFileSync(`${path}.json.part`, JSON.stringify(suspects))
      renameSync(`${path}.json.part`, `${path}.json`)
    }
  } catch (error) {
    log.warn({ err: error, path }, 'Crashes of the processor cannot be counted: make the folder writable.')
  }
  return suspects
}

function withCrash({ topic, partition, from, to }: OffsetRange, known: readonly CrashRange[]): CrashRange {
  const range = { topic, partition, from, to }
  return { ...range, deaths: crashesOf(known, range) + 1 }
}

/** Of one record: its own count, else 1 when it was in a batch that crashed. Of a batch: how often this batch crashed. */
function crashesOf(suspects: readonly CrashRange[], range: OffsetRange): number {
  const covering = suspects.filter(
    (each) => isSamePartition(each, range) && each.from <= range.from && each.to >= range.to,
  )
  if (range.to - range.from === 1)
    return covering.find((each) => isSameRange(each, range))?.deaths ?? Math.min(1, covering.length)
  return covering.find((each) => isSameRange(each, range))?.deaths ?? 0
}

const isSamePartition = (a: OffsetRange, b: OffsetRange) => a.topic === b.topic && a.partition === b.partition
const isSameRange = (a: OffsetRange, b: OffsetRange) => isSamePartition(a, b) && a.from === b.from && a.to === b.to

interface Marker {
  write(range: OffsetRange): void
  clear(): void
  close(): void
}

/** A new file for each process: an earlier owner that still writes, writes to a file that has been replaced. */
function openMarker(path: string, self: Identity, log: Logger): Marker {
  const file = openNew(`${path}.trying`, log)
  if (file === null) return { write: () => undefined, clear: () => undefined, close: () => undefined }
  let isOpen = true
  let isWritten = false
  return {
    write(range) {
      if (!isOpen) return
      isWritten = true
      writeMarker(file, JSON.stringify({ ...range, host: hostname(), ...self }).padEnd(MARKER_BYTES))
    },
    clear() {
      if (!isWritten || !isOpen) return
      isWritten = false
      writeMarker(file, NO_MARKER)
    },
    close() {
      if (!isOpen) return
      if (isWritten) writeMarker(file, NO_MARKER)
      isOpen = false
      closeSync(file)
    },
  }
}

/** A full disk must not end the processor: a crash is not counted then. */
function writeMarker(file: number, text: string): void {
  try {
    writeSync(file, text, 0)
  } catch {
    // A file that was written in place before needs no room, but on file systems that copy on write.
  }
}

function openNew(path: string, log: Logger): number | null {
  try {
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(`${path}.part`, NO_MARKER)
    renameSync(`${path}.part`, path)
    return openSync(path, 'r+')
  } catch (error) {
    log.warn({ err: error, path }, 'Crashes of the processor cannot be counted: make the folder writable.')
    return null
  }
}

/** A missing or damaged file is as good as none: counting begins at 0. */
function readJson<T>(path: string, schema: z.ZodType<T>): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
