import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openKeptResults } from '../../../../../streams/app/evaluate/tune/kept-results.ts'
import { temporaryFolders } from '../../../../support/temporary.ts'

const newFolder = temporaryFolders('kept')

const fileOf = (text?: string) => {
  const file = join(newFolder(), 'tried.ndjson')
  if (text !== undefined) writeFileSync(file, text)
  return file
}
const number = (value: unknown) => Number(value)
const never = () => {
  throw new Error('This was known.')
}

describe('kept results', () => {
  it('are worked out once, even by a process that is killed while it writes', () => {
    const file = fileOf()
    expect(openKeptResults(file, 'these').get('a', number, () => 1)).toBe(1)
    appendFileSync(file, '{"name":"b","resu')
    const kept = openKeptResults(file, 'these')
    expect([kept.resumed, kept.get('a', number, never), kept.get('b', number, () => 2)]).toStrictEqual([1, 1, 2])
    expect(openKeptResults(file, 'these').get('b', number, never)).toBe(2)
  })

  it('of something else are dropped', () => {
    const file = fileOf()
    openKeptResults(file, 'these').get('a', number, () => 1)
    const others = openKeptResults(file, 'others')
    expect([others.resumed, others.get('a', number, () => 3)]).toStrictEqual([0, 3])
  })

  it('never replace a file that is something else', () => {
    const file = fileOf('dear diary\nnothing happened\n')
    expect(() => openKeptResults(file, 'these')).toThrow('is no list of results. Choose another folder with --out')
    expect(readFileSync(file, 'utf8')).toBe('dear diary\nnothing happened\n')
  })
})
