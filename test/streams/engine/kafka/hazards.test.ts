import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..', '..', '..')
const read = (...path: readonly string[]) => readFileSync(join(ROOT, ...path), 'utf8')

/** The rows of HAZARDS.md whose first cell is an id. */
const hazards = read('streams', 'engine', 'kafka', 'HAZARDS.md')
  .split('\n')
  .filter((line) => /^\| [a-z]+(-[a-z]+)+ /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, id = '', , , , tests = '']) => ({ id, tests }))

const suites = {
  hazards: read('test', 'streams', 'engine', 'kafka', 'hazards.system.test.ts'),
  stage: read('test', 'streams', 'engine', 'runtime', 'hazards-stage.system.test.ts'),
}

it('says of each hazard in which suite it is tested, and every suite tests the hazards that are listed', () => {
  for (const [suite, text] of Object.entries(suites)) {
    const titles = [...text.matchAll(/'((?:[a-z]+(?:-[a-z]+)+(?:, )?)+): /g)].map(([, ids = '']) => ids)
    const tested = new Set(titles.flatMap((ids) => ids.split(', ')))
    const listed = hazards.filter(({ tests }) => tests.split(', ').includes(suite)).map(({ id }) => id)
    expect({ suite, ids: [...tested].sort() }).toStrictEqual({ suite, ids: listed.sort() })
  }
})

it('names for every hazard tests that there are, in this repository', () => {
  const missing = hazards.flatMap(({ id, tests }) => {
    const files = [...tests.matchAll(/`([^`]+\.ts)`/g)].map(([, path = '']) => path)
    const places = files.map((path) => (path.startsWith('test/') ? [path] : ['test', 'streams', 'engine', path]))
    return tests === '' || places.some((place) => !existsSync(join(ROOT, ...place))) ? [id] : []
  })
  expect(missing).toStrictEqual([])
  expect(read('streams', 'engine', 'kafka', 'HAZARDS.md')).not.toMatch(/\]\(|\.\.\//) // no links out of the folder
})

it('gives every hazard an id of its own', () => {
  expect(hazards.length).toBeGreaterThan(15)
  expect(new Set(hazards.map(({ id }) => id)).size).toBe(hazards.length)
})
