/**
 * What the runtime measures of one processor. Every method is called per batch, transaction or start, never per record, so an
 * implementation may update a counter or a histogram in place. It must not throw and must not wait.
 */
export interface ProcessorMetrics {
  /** The process has (re)joined a consumer group: only these partitions, by topic, are processed here from now on. */
  assigned(group: string, assignment: ReadonlyMap<string, readonly number[]>): void
  /** Records of one batch that were read and not yet processed before. */
  recordsIn(topic: string, partition: number, records: number): void
  /**
   * Where processing stands when a batch arrives and after it; the lag in records is `end - next`.
   * @param next offset of the next record to process. @param end `Batch.end` of the newest fetch.
   */
  position(topic: string, partition: number, next: number, end: number): void
  /** Time that the steps of some records took on the event loop, without waiting for jobs or requests. */
  steps(records: number, durationMs: number): void
  /** Records sent to Kafka, changelog and dead letters included. */
  recordsOut(records: number): void
  /** @param code of the dead letter, such as `undecodable`. */
  deadLetter(code: string): void
  /** One transaction was committed, or for a sink: one batch was written and its offsets committed. */
  commit(durationMs: number): void
  /** The state of one task was restored at its start. @param records read from the changelog. */
  restored(durationMs: number, records: number): void
}

/** Measures nothing. */
export const noMetrics: ProcessorMetrics = {
  assigned: () => undefined,
  recordsIn: () => undefined,
  position: () => undefined,
  steps: () => undefined,
  recordsOut: () => undefined,
  deadLetter: () => undefined,
  commit: () => undefined,
  restored: () => undefined,
}
