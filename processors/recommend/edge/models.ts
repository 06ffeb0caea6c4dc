import { ConfigError } from '../../../streams/app/config.ts'
import type { Config } from '../../../streams/app/config.ts'
import type { Model } from '../model.ts'
import { modelId } from '../model.ts'
import { models } from '../models.ts'
import { shadows } from '../shadows.ts'

/**
 * The models that are to run: the first one serves, the others are its shadows, each in a place of its own.
 * @throws {ConfigError} naming what is not known, and what is.
 */
export function modelsToRun({ SLIPSTREAM_MODELS: names }: Pick<Config, 'SLIPSTREAM_MODELS'>): readonly Model[] {
  if (names.length === 0) return [...models.values()].slice(0, 1)
  const unknown = names.filter((name) => !models.has(name))
  if (unknown.length > 0) {
    const known = [...models.keys()].join(', ')
    throw new ConfigError(`SLIPSTREAM_MODELS: there is no model ${unknown.join(', ')}. There are: ${known}.`)
  }
  if (new Set(names).size < names.length) throw new ConfigError('SLIPSTREAM_MODELS: each model may be named once.')
  if (names.length > 1 + shadows.length) {
    throw new ConfigError(`SLIPSTREAM_MODELS: at most ${1 + shadows.length} models can run side by side.`)
  }
  return names.flatMap((name) => models.get(name) ?? [])
}

/** Name of the model whose lists are shown. @throws {ConfigError} as above. */
export function servingModel(config: Pick<Config, 'SLIPSTREAM_MODELS'>): string {
  const [serving] = modelsToRun(config)
  return serving === undefined ? '' : modelId(serving)
}

/** Whether a stage of the topology has nothing to do: a shadow's place that no model was given. @throws {ConfigError} */
export function isIdle(stage: string, config: Pick<Config, 'SLIPSTREAM_MODELS'>): boolean {
  const place = shadows.findIndex(({ name }) => name === stage)
  return place >= 0 && modelsToRun(config)[place + 1] === undefined
}
