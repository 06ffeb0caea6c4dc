import { z } from 'zod'
import type { Play } from '../../../schemas/generated.ts'
import { ConfigError } from '../../engine/errors.ts'
import type { Config } from '../config.ts'
import { connectClient } from '../connect-client.ts'
import { partitionsOf, readToEnd } from '../../engine/runtime/runtime.ts'
import { plays } from '../../../schemas/topics.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import type { HistoryOptions } from './evaluate-history.ts'
import { evaluatePlays } from './evaluate-history.ts'
import type { ReplayedPlay } from './parse-plays.ts'

const moment = z.iso.datetime({ offset: true }).or(z.iso.date()).optional()

/** Event times from `from`, inclusive, to `to`, exclusive; epoch ms. @throws {ConfigError} */
export function rangeOf({ from, to }: Pick<HistoryOptions, 'from' | 'to'>): (at: number) => boolean {
  for (const [name, text] of Object.entries({ from, to })) {
    if (!moment.safeParse(text).success) {
      throw new ConfigError(`--${name}: "${text}" is no moment such as 2026-01-31 or 2026-01-31T18:00:00Z.`)
    }
  }
  const [since, until] = [
    from === undefined ? -Infinity : Date.parse(from),
    to === undefined ? Infinity : Date.parse(to),
  ]
  return (at) => at >= since && at < until
}

/** Replays what the running system has recorded. @throws {ConfigError} @returns the exit code. */
export async function evaluateRecorded(
  config: Config,
  options: HistoryOptions,
  streams: OutputStreams,
): Promise<number> {
  const isWithin = rangeOf(options)
  const environment = await connectClient(config, 'evaluate')
  const recorded: ReplayedPlay[] = []
  await readToEnd(environment, partitionsOf(environment, [plays]), {
    from: 'start',
    what: plays.name,
    onBatch(batch) {
      for (const decoded of batch) {
        if (!decoded.ok || decoded.record.value === null || !isWithin(decoded.record.timestamp)) continue
        const { listenerId, trackId, event, via } = decoded.record.value as Play // decoded by the topic's own serde
        recorded.push({ listener: listenerId, track: trackId, event, via, at: decoded.record.timestamp })
      }
    },
  })
  return evaluatePlays(recorded, `The topic ${plays.name}`, options.json === true, streams)
}
