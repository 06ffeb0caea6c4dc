import { expect, it } from 'vitest'
import { knownModels, MAX_MODELS } from '../../../processors/websocket-bridge/known-models.ts'

it('knows the model that is shown, and those that recommend, up to a bound', () => {
  const models = knownModels('shown')
  for (let n = 0; n < 100; n += 1) models.recommends(`m-${n}`)
  expect(['shown', 'm-0', `m-${MAX_MODELS - 2}`, `m-${MAX_MODELS - 1}`, 'other'].map(models.has)).toStrictEqual([
    ...[true, true, true],
    ...[false, false],
  ])
})
