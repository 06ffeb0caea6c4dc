import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { z } from 'zod'
import { identityOf, isAlive } from '../process-identity.ts'
import type { Identity } from '../process-identity.ts'

/**
 * A record that hangs or kills the process cannot be caught: its deaths are counted outside the process. Before a batch is
 * decoded its offsets are noted in a file (one write of a page in memory, one more when it is done); a process that finds
 * the note of a dead one goes through those records one at a time, each noted, until the one that kills is known.
 *
 * The notes are files of the data folder: where copies of a processor run on several machines, each machine counts alone.
 * While the answer of another process is waited for nothing is noted: that one may die of the record, this one cannot, and a
 * long wait is where a kill from outside would hit the same record again and again.
 */
export interface Attempts {
  /** Call once the task's writer has fenced the earlier owner. @param next the offset to be processed next, per partition. */
  open(taskId: number, next: (topic: string, partition: number) => number): TaskAttempts
  /** The process ends in order: what it has at hand is not what ended it. */
  settle(): void
}

/** Waits for what another process does; meanwhile the records are not in the hands of this one. */
export type Outside = <T>(answer: Promise<T>) => Promise<T>

export interface TaskAttempts {
  /** Whether records must be tried one at a time, because a process has died among such. */
  isCareful(): boolean
  /** How many processes have died with this record in hand; those that had it in a batch count once. */
  deaths(topic: string, partition: number, offset: number): number
  /** Runs `work` with the records noted as being tried; careful trials are one at a time in the whole process. */
  during<T>(range: Range, work: (outside: Outside) => Promise<T>): Promise<T>
  /** Everything before this offset has been lived through, or given up. */
  passed(topic: string, partition: number, next: number): void
  close(): void
}

/** Offsets `from` to before `to`. */
export interface Range {
  readonly topic: string
  readonly partition: number
  readonly from: number
  readonly to: number
}

/** The death at which a record is given up: it may have been chance twice. */
export const LAST_DEATH = 3

/** The longest topic name is 249 characters, that of a host 253; the note is always as long, so that one write replaces it whole. */
const NOTE_BYTES = 1_024
const NOTHING = '-'

const position = { topic: z.string(), partition: z.number(), from: z.number(), to: z.number() }
const noteSchema = z.object({ ...position, host: z.string(), pid: z.number(), startedAt: z.string() })
const suspectsSchema = z.array(z.object({ ...position, deaths: z.number() }))
type Suspect = z.infer<typeof suspectsSchema>[number]

/** @param dataFolder where `attempts/` is kept; when it cannot be written, nothing is counted and the log says so. */
export function openAttempts(dataFolder: string, processor: string, log: Logger): Attempts {
  const folder = join(dataFolder, 'attempts')
  const self = identityOf(process.pid) ?? { pid: process.pid, startedAt: '' }
  const open = new Set<{ suspects: readonly Suspect[]; readonly note: Note }>()
  let settled = false
  let lastCareful: Promise<unknown> = Promise.resolve()

  const isCareful = () => [...open].some(({ suspects }) => suspects.length > 0)

  return {
    open(taskId, next) {
      const path = join(folder, `${encodeURIComponent(processor)}-${taskId}`)
      const suspects = suspectsAt(path, next, log)
      if (suspects.length > 0)
        log.warn({ suspects }, 'A process died among these records: they are tried one at a time.')
      const task = { suspects, note: openNote(path, self, log) }
      open.add(task)
      const trial = async <T>(range: Range, work: (outside: Outside) => Promise<T>): Promise<T> => {
        const write = () => {
          if (!settled) task.note.write(range)
        }
        write()
        try {
          return await work(async (answer) => {
            task.note.clear()
            try {
              return await answer
            } finally {
              write()
            }
          })
        } finally {
          task.note.clear()
        }
      }
      return {
        isCareful,
        deaths: (topic, partition, offset) =>
          deathsOf(task.suspects, { topic, partition, from: offset, to: offset + 1 }),
        during(range, work) {
          if (!isCareful()) return trial(range, work)
          const mine = lastCareful.then(() => trial(range, work))
          lastCareful = mine.catch(() => undefined)
          return mine
        },
        passed(topic, partition, to) {
          if (task.suspects.length === 0) return
          task.suspects = task.suspects.filter(
            (each) => each.topic !== topic || each.partition !== partition || each.to > to,
          )
        },
        close() {
          open.delete(task)
          task.note.close()
        },
      }
    },
    settle() {
      settled = true
      for (const { note } of open) note.clear()
    },
  }
}

/** What is left to be wary of, with the death that has just been found added; written down for the next process. */
function suspectsAt(path: string, next: (topic: string, partition: number) => number, log: Logger): readonly Suspect[] {
  const known = readJson(`${path}.json`, suspectsSchema) ?? []
  const found = readJson(`${path}.trying`, noteSchema)
  const died = found !== null && found.host === hostname() && !isAlive(found) ? [suspectOf(found, known)] : []
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
    log.warn({ err: error, path }, 'Deaths of the processor cannot be counted: make the folder writable.')
  }
  return suspects
}

function suspectOf({ topic, partition, from, to }: Range, known: readonly Suspect[]): Suspect {
  const range = { topic, partition, from, to }
  return { ...range, deaths: deathsOf(known, range) + 1 }
}

/** Of one record: the count of its own, else that of the batches it was in. Of a batch: as often as it was tried before. */
function deathsOf(suspects: readonly Suspect[], range: Range): number {
  const covering = suspects.filter(
    (each) => isSamePartition(each, range) && each.from <= range.from && each.to >= range.to,
  )
  if (range.to - range.from === 1)
    return covering.find((each) => isSameRange(each, range))?.deaths ?? Math.min(1, covering.length)
  return covering.find((each) => isSameRange(each, range))?.deaths ?? 0
}

const isSamePartition = (a: Range, b: Range) => a.topic === b.topic && a.partition === b.partition
const isSameRange = (a: Range, b: Range) => isSamePartition(a, b) && a.from === b.from && a.to === b.to

interface Note {
  write(range: Range): void
  clear(): void
  close(): void
}

/** A file of this process alone: one that still writes to the earlier file of the task writes to what has no name any more. */
function openNote(path: string, self: Identity, log: Logger): Note {
  const file = openNew(`${path}.trying`, log)
  if (file === null) return { write: () => undefined, clear: () => undefined, close: () => undefined }
  let isOpen = true
  let isWritten = false
  return {
    write(range) {
      if (!isOpen) return
      isWritten = true
      writeSync(file, JSON.stringify({ ...range, host: hostname(), ...self }).padEnd(NOTE_BYTES), 0)
    },
    clear() {
      if (!isWritten || !isOpen) return
      isWritten = false
      writeSync(file, NOTHING, 0)
    },
    close() {
      if (!isOpen) return
      if (isWritten) writeSync(file, NOTHING, 0)
      isOpen = false
      closeSync(file)
    },
  }
}

function openNew(path: string, log: Logger): number | null {
  try {
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(`${path}.part`, NOTHING)
    renameSync(`${path}.part`, path)
    return openSync(path, 'r+')
  } catch (error) {
    log.warn({ err: error, path }, 'Deaths of the processor cannot be counted: make the folder writable.')
    return null
  }
}

/** What is not there, or is not what was written, says nothing: a count begins anew. */
function readJson<T>(path: string, schema: z.ZodType<T>): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
