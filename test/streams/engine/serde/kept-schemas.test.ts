import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { keptSchemasFolder, openKeptSchemas } from '../../../../streams/engine/serde/kept-schemas.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('kept-schemas')

it('has what was kept before, each cluster its own', () => {
  const data = newFolder()
  const folder = keptSchemasFolder(data, 'cluster/1')
  openKeptSchemas(folder).keep(7, 'string')
  openKeptSchemas(folder).keep(8, { type: 'array', items: 'int' })
  expect(openKeptSchemas(folder).all()).toStrictEqual([
    [7, 'string'],
    [8, { type: 'array', items: 'int' }],
  ])
  expect(openKeptSchemas(folder).get(9)).toBeUndefined()
  expect(openKeptSchemas(keptSchemasFolder(data, 'cluster/2')).all()).toStrictEqual([])
})

it('leaves out files that are damaged, half written or of others, and leaves none half written', () => {
  const folder = newFolder()
  for (const [name, text] of Object.entries({ '1.json': '{', '2.json.9.part': '"int"', 'x.json': '"int"', '3.json': '"int"' })) writeFileSync(join(folder, name), text) // prettier-ignore
  const kept = openKeptSchemas(folder)
  expect(kept.all()).toStrictEqual([[3, 'int']])
  kept.keep(1, 'long')
  expect(openKeptSchemas(folder).get(1)).toBe('long')
  expect(readdirSync(folder).filter((name) => name.startsWith('1.'))).toStrictEqual(['1.json'])
})

it('goes on without the file where it cannot be written', () => {
  const folder = join(newFolder(), 'file')
  writeFileSync(folder, '')
  const kept = openKeptSchemas(join(folder, 'below'))
  kept.keep(1, 'int')
  expect(kept.get(1)).toBe('int')
  mkdirSync(newFolder(), { recursive: true })
})
