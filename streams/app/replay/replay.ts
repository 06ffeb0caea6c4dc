import { isModelId, MODEL_IDS } from '../../../processors/shared/model-ids.ts'
import { models as shippedModels } from '../../../processors/recommend/models.ts'
import { plays, recommendations } from '../../../schemas/topics.ts'
import { ConfigError } from '../../engine/errors.ts'
import { didYouMean } from '../nearest-name.ts'
import { rangeBounds } from '../records/read-range.ts'
import { EXIT } from '../output/exit-codes.ts'
import { programVersion } from '../program-version.ts'
import { copyStage, countStage } from './copy-stage.ts'
import { listStage } from './list-stage.ts'
import { readManifest, writeManifest } from './manifest.ts'
import { modelReplay } from './model-replay.ts'
import type { ModelReplay } from './model-replay.ts'
import { readRecordedLists } from './recorded-lists.ts'
import type { RecordedLists } from './recorded-lists.ts'
import { boundsOfPlays, replayedPlays } from './replayed-plays.ts'
import type { ReplayPlan } from './replay-options.ts'
import { endsOf, isSelected, selectionOf } from '../records/selection.ts'
import { pacer } from './speed.ts'
import type { ReplayPort, ReplayStage } from './stage.ts'
import { openTables } from './tables.ts'
import type { ReplayTables } from './tables.ts'
import { openTarget } from './target.ts'
import type { ReplayTarget } from './target.ts'

/**
 * Replays plays as the plan says. The plays before the range are folded, too: profiles are made from all of them. No consumer
 * group is joined, and no offset committed. @throws {ConfigError} @returns the exit code.
 */
export async function replayPlays(port: ReplayPort, plan: ReplayPlan): Promise<number> {
  const { runtime } = port
  const before = plan.isDry ? null : readManifest(plan.manifest, plan.asked)
  if (before !== null) port.err(`The range and the tables are those of ${plan.manifest}: remove it to begin again.`)
  const bounds = await boundsOfPlays(runtime)
  const range = { topic: plays.name, from: plan.from, to: plan.to, signal: runtime.signal }
  const selection = before?.selection ?? selectionOf(plan.from, plan.to, await rangeBounds(runtime, range))
  const limits = before?.viewOffsets ?? endsOf({ fromMs: null, toMs: null, partitions: bounds }, plays.name)
  const partitions = (plan.models === null ? plays : recommendations).partitions
  const target =
    plan.into === null ? null : await openTarget(runtime, { name: plan.into, partitions, isDry: plan.isDry })
  try {
    const needsTables = plan.models !== null && !plan.isDry
    const tables = needsTables ? await openTables(runtime, plan.views, limits) : null
    const viewOffsets = tables === null ? {} : { ...limits, ...tables.offsets }
    const manifest = { version: programVersion(), asked: plan.asked, selection, viewOffsets, isFinished: false }
    const stage = await stageOf(port, plan, target, tables)
    if (!plan.isDry) writeManifest(plan.manifest, manifest)
    for await (const batch of replayedPlays(runtime, endsOf(selection, plays.name))) {
      for (const play of batch) {
        const { offset, timestamp } = play.wire
        await stage.take(play, isSelected(selection, { partition: play.partition, offset, timestamp }))
      }
    }
    const { lines, failed } = await stage.finish()
    await port.output.flush()
    if (!plan.isDry) writeManifest(plan.manifest, { ...manifest, isFinished: true })
    for (const line of lines) port.err(line)
    return failed > 0 ? EXIT.absent : EXIT.ok
  } finally {
    await target?.close()
  }
}

/** As `replayPlays`, until the runtime is told to stop. @throws {ConfigError} @returns the exit code. */
export async function replayUntilStopped(port: ReplayPort, plan: ReplayPlan): Promise<number> {
  try {
    return await replayPlays(port, plan)
  } catch (error) {
    if (!port.runtime.signal.aborted) throw error
    await port.output.flush()
    port.err(`Stopped. The same command goes on from ${plan.manifest}.`)
    return EXIT.interrupted
  }
}

async function stageOf(
  port: ReplayPort,
  plan: ReplayPlan,
  target: ReplayTarget | null,
  tables: ReplayTables | null,
): Promise<ReplayStage> {
  const wait = pacer(plan.speed, port.now)
  const pause = async (timestamp: number): Promise<void> => {
    const ms = wait(timestamp)
    if (ms === 0) return
    await target?.flush()
    await port.output.flush()
    await port.wait(ms)
  }
  if (plan.models === null && target !== null && !plan.isDry) return copyStage(target, pause)
  if (plan.models === null || tables === null) return countStage(target, plan.models ?? [''])
  await port.runtime.codec.prepare([recommendations])
  const isCompared = plan.isDiff || plan.views === 'recorded'
  const recorded = isCompared ? await readRecordedLists(port.runtime, port.serving) : null
  const models = plan.models.map((name) => modelNamed(name, port, tables, recorded))
  return listStage(port, plan, { tables, models, recorded, target, pause })
}

/** @throws {ConfigError} where neither the program nor the log has such a model. */
function modelNamed(
  name: string,
  { settings }: ReplayPort,
  { read }: ReplayTables,
  recorded: RecordedLists | null,
): ModelReplay | string {
  if (isModelId(name)) return modelReplay(shippedModels[name], settings, read)
  if (recorded?.models.has(name) === true) return name
  const names = [...MODEL_IDS, ...(recorded?.models ?? [])]
  throw new ConfigError(`--model: neither this program nor the topic ${recommendations.name} has a model ${name}.${didYouMean(name, names)} There are: ${names.join(', ')}.`) // prettier-ignore
}
