import { plays } from '../../../schemas/topics.ts'
import type { OutgoingRecord } from '../../engine/serde/log-record.ts'
import type { ReplayedRecord } from './replayed-plays.ts'
import { positionText } from './stage.ts'
import type { ReplayStage } from './stage.ts'
import { REPLAYED_FROM } from './target.ts'
import type { ReplayTarget } from './target.ts'

/** Copies plays, byte for byte, with partition, time and headers, and says in a header where each is from. */
export function copyStage(target: ReplayTarget, pause: (timestamp: number) => Promise<void>): ReplayStage {
  let [written, there] = [0, 0]
  return {
    async take(play, isWithin) {
      if (!isWithin) return
      const from = positionText(plays.name, play)
      if (target.has(from, '')) {
        there += 1
        return
      }
      await pause(play.wire.timestamp)
      await target.add(copyOf(play, from, target.name))
      written += 1
    },
    async finish() {
      await target.flush()
      return { failed: 0, lines: [`${written} plays were written into ${target.name}; ${there} were there.`] }
    },
  }
}

function copyOf({ partition, wire }: ReplayedRecord, from: string, topic: string): OutgoingRecord {
  const headers = Object.entries(wire.headers).map(([name, value]): [string, Buffer | Buffer[]] => [
    name,
    Buffer.isBuffer(value) ? value : [...value],
  ])
  const { key, value, timestamp } = wire
  return { topic, partition, key, value, timestamp, headers: { ...Object.fromEntries(headers), [REPLAYED_FROM]: from } }
}

/** Counts what would be done. */
export function countStage(target: ReplayTarget | null, by: readonly string[]): ReplayStage {
  let [within, there] = [0, 0]
  return {
    take(play, isWithin) {
      if (isWithin) {
        within += 1
        const from = positionText(plays.name, play)
        if (target !== null && by.some((model) => target.has(from, model))) there += 1
      }
      return Promise.resolve()
    },
    finish() {
      const where =
        target === null
          ? ''
          : ` into ${target.name}${target.isNew ? ', which would be made' : ''}; what became of ${there} of them is there`
      return Promise.resolve({ failed: 0, lines: [`${within} plays would be replayed${where}. Nothing was done.`] })
    },
  }
}
