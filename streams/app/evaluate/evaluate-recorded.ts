import { models } from '../../../processors/recommend/models.ts'
import { DEFAULT_SETTINGS } from '../../../processors/recommend/recommend.ts'
import { plays } from '../../../schemas/topics.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import type { Config } from '../config.ts'
import { connectClient } from '../connect-client.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import { parseRangeEdge } from '../records/range.ts'
import { rangeBounds } from '../records/read-range.ts'
import { modelReplay } from '../replay/model-replay.ts'
import { replayedPlays } from '../replay/replayed-plays.ts'
import { endsOf, isSelected, selectionOf } from '../records/selection.ts'
import { openTables } from '../replay/tables.ts'
import type { HistoryOptions } from './evaluate-history.ts'
import { evaluatePlays } from './evaluate-history.ts'
import type { ReplayedPlay } from './parse-plays.ts'
import { servedLists } from './served-lists.ts'

/** Replays what the running system has recorded. @throws {ConfigError} @returns the exit code. */
export async function evaluateRecorded(
  config: Config,
  options: HistoryOptions,
  streams: OutputStreams,
): Promise<number> {
  return evaluateLog(await connectClient(config, 'evaluate'), options, Date.now(), streams)
}

/**
 * Judges the models of the program beside baselines, by what was played. Each model runs as it serves, on all plays up to the end of
 * the range, with the catalogue and the index as they are now; relations as of each play, so that nothing later is known.
 * @param nowMs epoch ms. @throws {ConfigError} @returns the exit code.
 */
export async function evaluateLog(
  runtime: Runtime,
  { from = 'earliest', to, json }: HistoryOptions,
  nowMs: number,
  streams: OutputStreams,
): Promise<number> {
  const [begin, end] = [parseRangeEdge(from, nowMs), to === undefined ? null : parseRangeEdge(to, nowMs)]
  const range = { topic: plays.name, from: begin, to: end, signal: runtime.signal }
  const selection = selectionOf(begin, end, await rangeBounds(runtime, range))
  const tables = await openTables(runtime, 'causal', endsOf(selection, plays.name))
  const replays = Object.values(models).map((model) => modelReplay(model, DEFAULT_SETTINGS, tables.read))
  const served = servedLists(replays)
  const recorded: ReplayedPlay[] = []
  for await (const batch of replayedPlays(runtime, endsOf(selection, plays.name))) {
    for (const decoded of batch) {
      if (!decoded.ok) continue
      tables.addPlay(decoded.record)
      const play = served(decoded.record)
      if (play !== null && isSelected(selection, decoded.record)) recorded.push(play)
    }
  }
  const names = replays.map(({ id }) => id)
  return evaluatePlays(recorded, `The topic ${plays.name}`, { isJson: json === true, served: names }, streams)
}
