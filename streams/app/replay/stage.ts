import type { Runtime } from '../../engine/runtime/runtime.ts'
import type { RecordOutput } from '../output/record-output.ts'
import type { RecommenderSettings } from '../../../processors/recommend/recommend.ts'
import type { ReplayedRecord } from './replayed-plays.ts'

/** What a replay uses of the outside. */
export interface ReplayPort {
  readonly runtime: Runtime
  readonly output: RecordOutput
  err(line: string): void
  /** Epoch ms. */
  now(): number
  wait(ms: number): Promise<void>
  /** Settings of `recommend`, and the model that serves. */
  readonly settings: RecommenderSettings
  readonly serving: string
}

/** What is done with each play. */
export interface ReplayStage {
  /** Every play up to the end of the range, in event order. @param isWithin whether it is in the range, not before it. */
  take(play: ReplayedRecord, isWithin: boolean): Promise<void>
  /** After the last one. @returns what is to be said of it, a line each; and how many records could not be used. */
  finish(): Promise<{ readonly lines: readonly string[]; readonly failed: number }>
}

/** As in the headers `caused-by` and `replayed-from`. */
export const positionText = (topic: string, { partition, wire }: ReplayedRecord): string =>
  `${topic}/${partition}/${wire.offset}`
