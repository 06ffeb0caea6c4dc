import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  listenerDigest,
  forgottenListeners,
  writeForgotten,
} from '../../../../processors/shared/files/forgotten-listeners.ts'
import { listenerId } from '../../../../schemas/generated.ts'
import { takeOutForgotten } from '../../../../streams/app/forget/take-out-forgotten.ts'
import { batchOf } from '../../../support/segment.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('take-out')
const [ann, bob] = [listenerId('a'.repeat(32)), listenerId('b'.repeat(32))]

it('takes out those that every processor has forgotten, once, and then no longer knows their ids', async () => {
  const folder = newFolder()
  const partition = join(folder, 'kafka', 'plays-0')
  mkdirSync(partition, { recursive: true })
  const of = (key: string) => ({ key, value: 'x', headers: {} })
  writeFileSync(join(partition, `${'0'.repeat(20)}.log`), await batchOf(0, [of(ann), of(bob), of('cat')]))
  writeForgotten(folder, { digest: listenerDigest(ann), since: 1, listener: ann })
  writeForgotten(folder, { digest: listenerDigest(bob), since: 1, listener: null }) // somebody has not read it
  const lines: string[] = []
  const start = () => takeOutForgotten(folder, join(folder, 'kafka'), { line: (text) => void lines.push(text) })
  start()
  start()
  expect(lines).toStrictEqual(['1 record of a forgotten listener was taken out of the log of Kafka.'])
  expect(forgottenListeners(folder).map(({ listener }) => listener)).toStrictEqual([null, null])
})
