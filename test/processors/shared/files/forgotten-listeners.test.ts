import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  listenerDigest,
  forgottenListeners,
  writeForgotten,
} from '../../../../processors/shared/files/forgotten-listeners.ts'
import { listenerId } from '../../../../schemas/generated.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('forgotten')
const ann = listenerId('a'.repeat(32))
const digest = listenerDigest(ann)

it('names the listener until nothing is left, and then says only who is not let in again', () => {
  const folder = newFolder()
  expect(forgottenListeners(folder)).toStrictEqual([])
  writeForgotten(folder, { digest, since: 1, listener: ann })
  expect(forgottenListeners(folder)).toStrictEqual([{ digest, since: 1, listener: ann }])
  writeForgotten(folder, { digest, since: 1, listener: null })
  expect(forgottenListeners(folder)).toStrictEqual([{ digest, since: 1, listener: null }])
  expect(readFileSync(join(folder, 'forgotten', `${digest}.json`), 'utf8')).not.toContain(ann)
})

it('lets nobody in by a file that is damaged', () => {
  const folder = newFolder()
  mkdirSync(join(folder, 'forgotten'))
  writeFileSync(join(folder, 'forgotten', `${digest}.json`), '{')
  expect(forgottenListeners(folder)).toStrictEqual([{ digest, since: 0, listener: null }])
})
