import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { pictureReader } from '../../../../processors/websocket-bridge/edge/pictures.ts'
import { temporaryFolder } from '../bridge-rig.ts'
import { reference } from '../fixtures.ts'

test('so many covers may be waited for; one more is refused at once', async () => {
  const library = temporaryFolder()
  writeFileSync(join(library, 'a.ogg'), 'no cover')
  const pictures = pictureReader((error) => expect.unreachable(String(error)))
  onTestFinished(() => pictures.close())
  const asked = Array.from({ length: 130 }, (_, n) =>
    pictures.read(reference('a', { library, contentHash: `${n}` }), [library]),
  )
  const answers = await Promise.allSettled(asked)
  expect(answers.filter(({ status }) => status === 'fulfilled').length).toBe(100)
  for (const answer of answers)
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ details: { code: 'too-busy' } })
})
