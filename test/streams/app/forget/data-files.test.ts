import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { clearFile, filesMentioning } from '../../../../streams/app/forget/data-files.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('files')
const ann = 'a1'.repeat(16)
const MIB = 1024 * 1024

it('are found wherever the id stands in them, and cleared: a snapshot goes, a log keeps its length', () => {
  const folder = newFolder()
  for (const name of ['state', 'logs', 'covers', 'kafka']) mkdirSync(join(folder, name))
  const [snapshot, log] = [join(folder, 'state', 'recommend-0.snapshot'), join(folder, 'logs', 'x.log')]
  const beyond = Buffer.concat([Buffer.alloc(MIB - 10, ' '), Buffer.from(`${ann}-${ann}`), Buffer.alloc(MIB, ' ')])
  writeFileSync(snapshot, ann)
  writeFileSync(log, beyond)
  writeFileSync(join(folder, 'covers', 'x'), ann) // pictures name nobody
  writeFileSync(join(folder, 'kafka', 'x'), ann)
  writeFileSync(join(folder, 'state', 'other.snapshot'), 'bob')
  const found = filesMentioning(folder, ann)
  expect(found).toStrictEqual([
    { path: 'kafka/x', kind: 'kafka' },
    { path: 'logs/x.log', kind: 'log' },
    { path: 'state/recommend-0.snapshot', kind: 'snapshot' },
  ])
  for (const file of found) clearFile(folder, file, ann)
  expect([existsSync(snapshot), readFileSync(log).length]).toStrictEqual([false, beyond.length])
  expect(readFileSync(log, 'utf8').trim()).toBe(`${'0'.repeat(32)}-${'0'.repeat(32)}`)
  expect(filesMentioning(folder, ann).map(({ path }) => path)).toStrictEqual(['kafka/x'])
  expect(filesMentioning(join(folder, 'none'), ann)).toStrictEqual([])
})
