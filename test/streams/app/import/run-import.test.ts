import { expect, it } from 'vitest'
import { listenerDigest, writeForgotten } from '../../../../processors/shared/files/forgotten-listeners.ts'
import { listenerId } from '../../../../schemas/generated.ts'
import { requireKnown } from '../../../../streams/app/import/run-import.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('import')

it('brings nothing back of a listener who was forgotten', () => {
  const folder = newFolder()
  const [ann, bob] = ['a', 'b'].map((letter) => listenerId(letter.repeat(32)))
  writeForgotten(folder, { digest: listenerDigest(ann ?? listenerId('')), since: 1, listener: null })
  expect(() => requireKnown(folder, bob ?? listenerId(''))).not.toThrow()
  expect(() => requireKnown(folder, ann ?? listenerId(''))).toThrow(ConfigError)
})
