import { isModelId, MODEL_IDS } from '../../../processors/shared/model-ids.ts'
import type { ModelId } from '../../../processors/shared/model-ids.ts'
import { plays } from '../../../schemas/topics.ts'
import { ConfigError } from '../../engine/errors.ts'
import { didYouMean } from '../nearest-name.ts'
import { parseRangeEdge } from '../records/range.ts'
import type { RangeEdge } from '../records/range.ts'
import { parseSpeed } from './speed.ts'
import type { Views } from './tables.ts'

/** The options as they were typed. */
export interface ReplayOptions {
  readonly from?: string
  readonly to?: string
  readonly into?: string
  readonly processor?: string
  readonly model?: readonly string[]
  readonly speed?: string
  readonly views?: string
  readonly diff?: boolean
  readonly dryRun?: boolean
  readonly manifest?: string
}

/** What is to be replayed, and how. */
export interface ReplayPlan {
  readonly from: RangeEdge
  readonly to: RangeEdge | null
  readonly into: string | null
  /** Null: the plays themselves are copied. */
  readonly models: readonly string[] | null
  readonly speed: number
  readonly views: Views
  readonly isDiff: boolean
  readonly isDry: boolean
  readonly manifest: string
  readonly asked: {
    topic: string
    from: string
    to: string | null
    into: string | null
    models: string[]
    views: Views
  }
}

/** @param serving the model that is taken where none is named. @throws {ConfigError} */
export function parseReplay(topic: string, options: ReplayOptions, serving: ModelId, nowMs: number): ReplayPlan {
  requireTogether(topic, options)
  const { from = 'earliest', to = null, into = null, views = 'now' } = options
  const models = options.processor === undefined ? null : modelsOf(options.model ?? [], serving, options.diff === true)
  if (views !== 'now' && views !== 'recorded') throw new ConfigError(`--views: "${views}" is neither now nor recorded.`)
  return {
    from: parseRangeEdge(from, nowMs),
    to: to === null ? null : parseRangeEdge(to, nowMs),
    into,
    models,
    speed: parseSpeed(options.speed ?? 'max'),
    views,
    isDiff: options.diff === true,
    isDry: options.dryRun === true,
    manifest: options.manifest ?? 'replay.json',
    asked: { topic, from, to, into, models: [...(models ?? [])], views },
  }
}

function requireTogether(topic: string, { into, processor, model, views, diff }: ReplayOptions): void {
  if (topic !== plays.name) throw new ConfigError(`Only ${plays.name} can be replayed, not ${topic}: a copy of another topic is made by "consume" and "produce".`) // prettier-ignore
  if (processor !== undefined && processor !== 'recommend') throw new ConfigError(`--processor: only recommend can be replayed, not ${processor}.`) // prettier-ignore
  if (processor !== undefined) return
  if (into === undefined) throw new ConfigError('Say where the plays go: --into TOPIC, or --processor recommend for the lists of a model.') // prettier-ignore
  const without = Object.entries({ model, views, diff }).find(([, value]) => value !== undefined)?.[0]
  if (without !== undefined) throw new ConfigError(`--${without} has no effect without --processor recommend.`)
}

function modelsOf(named: readonly string[], serving: ModelId, isDiff: boolean): readonly string[] {
  if (new Set(named).size < named.length) throw new ConfigError('--model: each model may be named once.')
  const unknown = named.find((name) => !isModelId(name))
  if (unknown !== undefined && !isDiff) {
    throw new ConfigError(
      `--model: there is no model ${unknown}.${didYouMean(unknown, MODEL_IDS)} There are: ${MODEL_IDS.join(', ')}. With --diff the lists that another program wrote to recommendations can be compared.`,
    )
  }
  return named.length === 0 ? [serving] : named
}
