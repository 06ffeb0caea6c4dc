import { setImmediate } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { DeadLetterTopic } from '../dead-letter.ts'
import { SlipstreamError } from '../errors.ts'
import { isRefusal, KafkaError } from '../kafka/kafka-error.ts'
import type { Batch } from '../kafka/port.ts'
import { Unprocessable } from '../processor.ts'
import type { Codec, Decoded } from '../serde/codec.ts'
import type { LogRecord, OutgoingRecord } from '../serde/log-record.ts'
import { lineage, SENT_AT } from '../serde/trace.ts'
import type { AnyTopic } from '../topic.ts'
import { TIME_SLICE_MS } from './cooperative-yield.ts'
import { causeOf, fittingDeadLetter } from './dead-letters.ts'
import type { ProcessorMetrics } from './metrics.ts'
import { MAX_CRASHES } from './poison-pill.ts'
import type { AwaitOutside, InFlightRecords } from './poison-pill.ts'
import type { RefusedOutputs } from './refused-outputs.ts'
import type { Task } from './task.ts'
import type { MadeStep, Work } from './work.ts'

export interface OpenTask {
  readonly task: Pick<Task, 'next' | 'write' | 'commitAll'>
  readonly work: Work
  readonly inFlight: Pick<InFlightRecords, 'isOneAtATime' | 'crashes' | 'process' | 'passed'>
}

export interface BatchContext {
  /** Name of the processor. */
  readonly name: string
  readonly topics: ReadonlyMap<string, AnyTopic>
  readonly deadLetters: DeadLetterTopic
  readonly codec: Pick<Codec, 'encode' | 'decode'>
  readonly log: Logger
  readonly metrics: ProcessorMetrics
  readonly refused: RefusedOutputs
  readonly yieldToEventLoop: () => Promise<void>
}

/**
 * Processes the records of a batch that the task has not processed yet, in order, and writes their outputs to the task. A
 * record that fails becomes a dead letter, as does one that crashed the process too often, or whose outputs the broker
 * refused; transient errors are thrown.
 */
export async function processBatch(context: BatchContext, open: OpenTask, batch: Batch): Promise<void> {
  const { task, inFlight } = open
  const { topic, partition } = batch
  const fresh = batch.records.filter(({ offset }) => offset >= task.next(topic, partition))
  context.metrics.recordsIn(topic, partition, fresh.length)
  const outputs = outputBuffer(context, open, batch)
  for (let done = 0; done < fresh.length && batch.isCurrent();) {
    const isSuspect = context.refused.isSuspect(topic, partition, fresh[done]?.offset ?? 0)
    const records = isSuspect || inFlight.isOneAtATime() ? fresh.slice(done, done + 1) : fresh.slice(done)
    const [first, last] = [records[0], records.at(-1)]
    if (first === undefined || last === undefined) break
    const given = givenUp(context, inFlight, batch, first)
    if (given === null) {
      const range = { topic, partition, from: first.offset, to: last.offset + 1 }
      await inFlight.process(range, (awaitOutside) =>
        processRecords(context, open, { batch, records, outputs, awaitOutside }),
      )
      inFlight.passed(topic, partition, range.to)
      done += records.length
    } else {
      outputs.deadLetter(first, given.error, given.attempts)
      inFlight.passed(topic, partition, first.offset + 1)
      done += 1
    }
    if (isSuspect) await commitAlone(context, open, { batch, record: first, outputs })
  }
  await outputs.flush()
  const lastInBatch = batch.records.at(-1)
  if (batch.isCurrent() && lastInBatch !== undefined) batch.resolve(lastInBatch.offset)
  context.metrics.position(topic, partition, task.next(topic, partition), batch.end)
  await batch.heartbeat()
}

/** @returns why a record is not processed any more; null when it is. */
function givenUp(
  { name, refused }: BatchContext,
  inFlight: OpenTask['inFlight'],
  { topic, partition }: Batch,
  { offset }: LogRecord,
): { readonly error: Unprocessable; readonly attempts: number } | null {
  const crashes = inFlight.crashes(topic, partition, offset)
  if (crashes >= MAX_CRASHES) return { error: crashedProcess(name, crashes), attempts: crashes }
  const refusal = refused.reasonOf(topic, partition, offset)
  return refusal === null ? null : { error: outputRefused(name, refusal), attempts: 2 }
}

/** A transaction of one input: when the broker refuses it, the input is known. */
async function commitAlone(
  { refused }: BatchContext,
  { task }: OpenTask,
  { batch, record, outputs }: Pick<RecordsInFlight, 'batch' | 'outputs'> & { readonly record: LogRecord },
): Promise<void> {
  const { topic, partition } = batch
  try {
    await outputs.flush()
    await task.commitAll()
  } catch (error) {
    if (isRefusal(error)) refused.found(topic, partition, record.offset, error)
    throw error
  }
  refused.passed(topic, partition, record.offset)
}

interface RecordsInFlight {
  readonly batch: Batch
  readonly records: readonly LogRecord[]
  readonly outputs: OutputBuffer
  readonly awaitOutside: AwaitOutside
}

async function processRecords(
  { name, topics, codec, metrics, yieldToEventLoop }: BatchContext,
  { work }: OpenTask,
  { batch, records, outputs, awaitOutside }: RecordsInFlight,
): Promise<void> {
  const topic = topics.get(batch.topic)
  if (topic === undefined) throw new Error(`${name} has no topic ${batch.topic}.`)
  const decoded = await codec.decode(topic, batch.partition, records)
  const requests = decoded.map((each) => requestOf(work, each))
  await yieldToEventLoop()
  const slice = timeSlice(metrics)
  /** Outputs of the records before are not held back until the answer is there. */
  const wait = async <T>(answer: Promise<T>): Promise<T> => {
    await outputs.flush()
    return slice.withoutWait(awaitOutside(answer))
  }
  for (const [index, each] of decoded.entries()) {
    if (!batch.isCurrent()) break
    const headers = { ...lineage(batch.topic, batch.partition, each.wire), [SENT_AT]: String(Date.now()) }
    try {
      const made = stepOf(work, each, requests[index] ?? null, wait)
      const added = outputs.add(each.wire, made instanceof Promise ? await made : made, headers)
      if (added instanceof Promise) await added
    } catch (error) {
      if (outputs.hasFailed() || isTransient(error)) throw error
      outputs.deadLetter(each.wire, error, 1)
    }
    slice.count()
    if (!slice.isOver()) continue
    slice.end()
    await outputs.flush()
    await yieldToEventLoop()
    slice.begin()
  }
  slice.end()
}

/** An error of `request` is the record's: it rejects, and is handled when the record's turn comes. */
function requestOf(work: Work, decoded: Decoded): Promise<unknown> | null {
  if (!decoded.ok || work.request === undefined) return null
  const { request } = work
  let started: Promise<unknown> | null
  try {
    started = request(decoded.record)
  } catch (error) {
    started = Promise.reject(error instanceof Error ? error : new Error(String(error)))
  }
  started?.catch(() => undefined) // it is awaited later, perhaps after it has failed
  return started
}

/** @param wait awaits what another thread or process does. @returns a promise only if there is something to wait for. */
function stepOf(
  work: Work,
  decoded: Decoded,
  request: Promise<unknown> | null,
  wait: <T>(answer: Promise<T>) => Promise<T>,
): MadeStep | Promise<MadeStep> {
  if (!decoded.ok) throw new Unprocessable(decoded.code, decoded.message)
  const { record } = decoded
  const step = (answer: unknown): MadeStep | Promise<MadeStep> => {
    const made = work.process(record, answer)
    if (!('job' in made)) return made
    return wait(made.job).then((outputs) => ({ outputs, keep: () => made.keep(outputs) }))
  }
  return request === null ? step(null) : wait(request).then(step)
}

/** Some 20 ms of encoding. */
const ENCODED_AT_ONCE = 4_000

interface OutputBuffer {
  /**
   * Adds the outputs of a record and takes its step into the state: it is then processed.
   * @returns a promise only for many outputs, which are encoded with yields in between: the group needs its heartbeats.
   * @throws {Error} when one of the outputs cannot be written; the state is what it was before the record.
   */
  add(source: LogRecord, step: MadeStep, headers: Readonly<Record<string, string>>): void | Promise<void>
  deadLetter(source: LogRecord, error: unknown, crashes: number): void
  /** Writes to the task what was added, with the offset behind it. */
  flush(): Promise<void>
  /** Whether a write to the task failed: no record is at fault then. */
  hasFailed(): boolean
}

function outputBuffer(
  { name, codec, deadLetters, log, metrics }: BatchContext,
  { task, work }: OpenTask,
  batch: Batch,
): OutputBuffer {
  const { topic, partition } = batch
  let buffer: OutgoingRecord[] = []
  let last: LogRecord | null = null
  let failed = false
  return {
    hasFailed: () => failed,
    add(source, { outputs, keep }, headers) {
      const encoded: OutgoingRecord[] = []
      const encode = (from: number) => {
        for (const output of outputs.slice(from, from + ENCODED_AT_ONCE)) encoded.push(codec.encode(output, headers))
      }
      const take = () => {
        keep()
        for (const each of encoded) buffer.push(each)
        last = source
      }
      encode(0)
      if (outputs.length <= ENCODED_AT_ONCE) {
        take()
        return
      }
      return (async () => {
        for (let from = ENCODED_AT_ONCE; from < outputs.length; from += ENCODED_AT_ONCE) {
          await setImmediate()
          encode(from)
        }
        take()
      })()
    },
    deadLetter(source, error, crashes) {
      const cause = causeOf(error)
      const record = { processor: name, topic, partition, wire: source, attempts: Math.max(1, crashes) }
      const letter = fittingDeadLetter(codec, deadLetters, record, cause)
      const failedInput = { topic, key: source.key?.toString('utf8') ?? '', timestamp: source.timestamp }
      const beside = work.onDeadLetter?.(failedInput, cause) ?? []
      const at = `${topic}/${partition}/${source.offset}`
      // From the outputs beside it the user learns of it: what could not be analysed is listed by the player, and after the import.
      log.warn(
        { err: error, at, ...(beside.length > 0 ? { userFacing: false } : {}) },
        'A record became a dead letter.',
      )
      for (const output of [letter, ...beside]) buffer.push(codec.encode(output, lineage(topic, partition, source)))
      metrics.deadLetter(cause.code)
      last = source
    },
    async flush() {
      if (last === null) return
      const [outputs, processed] = [buffer, last]
      buffer = []
      last = null
      for (const output of await gathered(codec, work, batch, processed)) outputs.push(output)
      try {
        const { offset, timestamp } = processed
        await task.write(outputs, { topic, partition, next: offset + 1, timestamp })
      } catch (error) {
        failed = true
        throw error
      }
      batch.resolve(processed.offset)
    },
  }
}

/** Outputs that records have in common, made and encoded before the offset of the last of them is written. */
async function gathered(
  codec: BatchContext['codec'],
  work: Work,
  { topic, partition }: Batch,
  last: LogRecord,
): Promise<readonly OutgoingRecord[]> {
  const made = work.gather?.(last.timestamp)
  if (made === undefined) return []
  const headers = { ...lineage(topic, partition, last), [SENT_AT]: String(Date.now()) }
  const encoded: OutgoingRecord[] = []
  for (const [at, output] of made.outputs.entries()) {
    if (at > 0 && at % ENCODED_AT_ONCE === 0) await setImmediate()
    encoded.push(codec.encode(output, headers))
  }
  made.keep()
  return encoded
}

/** Measures how long records are processed without a yield, and how much of it was not waiting. */
function timeSlice(metrics: ProcessorMetrics) {
  let begunAt = performance.now()
  let waitedMs = 0
  let records = 0
  return {
    isOver: () => performance.now() - begunAt > TIME_SLICE_MS,
    count() {
      records += 1
    },
    async withoutWait<T>(answer: Promise<T>): Promise<T> {
      const waitsFrom = performance.now()
      try {
        return await answer
      } finally {
        waitedMs += performance.now() - waitsFrom
      }
    },
    end() {
      metrics.steps(records, performance.now() - begunAt - waitedMs)
    },
    begin() {
      begunAt = performance.now()
      waitedMs = 0
      records = 0
    },
  }
}

const crashedProcess = (name: string, crashes: number) =>
  new Unprocessable(
    'killed-the-processor',
    `${name} crashed ${crashes} times with this record in flight, and does not process it again: repair ${name}, then send the record again with "npx slipstream dead-letters redrive".`,
  )

const outputRefused = (name: string, { message }: KafkaError) =>
  new Unprocessable(
    'output-refused',
    `Kafka refuses what ${name} makes of this record (${message}): compare the settings of the topics that ${name} writes with "npx slipstream provision", then send the record again.`,
  )

/** The record is not at fault, and is processed again. */
function isTransient(error: unknown): boolean {
  return error instanceof KafkaError || (error instanceof SlipstreamError && error.retriable)
}
