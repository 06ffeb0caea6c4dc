import { expect, it } from 'vitest'
import { OPEN_ACCESS } from '../../../../streams/engine/access.ts'
import { plays } from '../../../../schemas/topics.ts'
import { connectRegistry } from '../../../../streams/engine/serde/registry.ts'

it('names a registry that does not answer without its password', async () => {
  const registry = connectRegistry('http://u:s3cret@127.0.0.1:9', OPEN_ACCESS.registry)
  const error = await registry.register(plays).then(
    () => null,
    (refused: unknown) => refused,
  )
  expect(String(error)).toContain('The schema registry at http://***@127.0.0.1:9 does not answer')
})
