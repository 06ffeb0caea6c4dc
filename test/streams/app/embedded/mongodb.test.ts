import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { onPath } from '../../../../streams/app/embedded/mongodb.ts'

const folder = mkdtempSync(join(tmpdir(), 'slipstream-path-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('finds the first executable file of the PATH', () => {
  const [empty, text, good, later] = ['empty', 'text', 'good', 'later'].map((name) => join(folder, name))
  if (empty === undefined || text === undefined || good === undefined || later === undefined) throw new Error()
  for (const place of [empty, text, good, later]) mkdirSync(place)
  for (const place of [text, good, later]) writeFileSync(join(place, 'mongod'), '')
  for (const place of [good, later]) chmodSync(join(place, 'mongod'), 0o755)
  chmodSync(join(text, 'mongod'), 0o644)
  const path = ['', empty, text, good, later].join(delimiter)
  expect([onPath('mongod', path), onPath('mongod', empty), onPath('mongod', undefined)]).toStrictEqual([
    join(good, 'mongod'),
    null,
    null,
  ])
})
