import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PROGRAM_FOLDER } from '../../streams/app/program-folder.ts'
import { withBug, seededBugs } from './seeded-bugs.ts'

describe.each(seededBugs)('the seeded bug $name', (bug) => {
  it('fits the program', () => {
    const text = readFileSync(join(PROGRAM_FOLDER, bug.file), 'utf8')
    expect(withBug(bug, text)).toContain(bug.replace)
  })
})

describe('a seeded bug', () => {
  it('is refused when its text does not occur exactly once', () => {
    const [bug] = seededBugs
    if (bug === undefined) throw new Error('There are seeded bugs.')
    expect(() => withBug(bug, '')).toThrow('0 times')
    expect(() => withBug(bug, bug.find + bug.find)).toThrow('2 times')
  })
})
