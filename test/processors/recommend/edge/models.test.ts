import { describe, expect, it } from 'vitest'
import { isIdle, modelsToRun, servingModel } from '../../../../processors/recommend/edge/models.ts'
import { modelId } from '../../../../processors/recommend/model.ts'
import { models } from '../../../../processors/recommend/models.ts'
import { parseConfig } from '../../../../streams/app/config.ts'

const set = (names: string) => parseConfig({ SLIPSTREAM_MODELS: names })
const [newest = ''] = models.keys()

describe('the models to run', () => {
  it('are the newest alone when none is named', () => {
    expect(modelsToRun(set('')).map(modelId)).toStrictEqual([newest])
    expect(servingModel(set(''))).toBe(newest)
  })

  it('are those named: the first serves, the others have a place each', () => {
    const config = set('typical-1, drawn-1')
    expect(modelsToRun(config).map(modelId)).toStrictEqual(['typical-1', 'drawn-1'])
    expect(servingModel(config)).toBe('typical-1')
    expect(['recommend', 'recommend-shadow-1', 'recommend-shadow-2'].map((name) => isIdle(name, config))).toStrictEqual(
      [false, false, true],
    )
  })

  it.each([
    ['typical-1,neighbors-1,x', `there is no model neighbors-1, x. There are: ${[...models.keys()].join(', ')}.`],
    ['typical-1,typical-1', 'each model may be named once.'],
  ])('refuse %s', (names, why) => {
    expect(() => modelsToRun(set(names))).toThrow(`SLIPSTREAM_MODELS: ${why}`)
  })
})
