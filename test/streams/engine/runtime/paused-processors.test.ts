import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { markPaused, markResumed, pausedProcessors } from '../../../../streams/engine/runtime/paused-processors.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('paused')

it('says that it cannot be known which are, where the folder cannot be read', () => {
  const folder = newFolder()
  expect(pausedProcessors(folder)).toStrictEqual([])
  writeFileSync(join(folder, 'paused'), '')
  expect(() => pausedProcessors(folder)).toThrow('ENOTDIR')
})

it('keeps who is paused, and since when, until it is resumed', () => {
  const folder = newFolder()
  expect([pausedProcessors(folder), markResumed(folder, 'recommend')]).toStrictEqual([[], false])
  markPaused(folder, 'recommend', 5)
  markPaused(folder, 'mongo-sink', 7)
  expect(markPaused(folder, 'recommend', 9)).toStrictEqual({ processor: 'recommend', since: 5 })
  expect(pausedProcessors(folder)).toStrictEqual([
    { processor: 'mongo-sink', since: 7 },
    { processor: 'recommend', since: 5 },
  ])
  expect([markResumed(folder, 'mongo-sink'), pausedProcessors(folder).length]).toStrictEqual([true, 1])
})

it('a damaged file pauses too', () => {
  const folder = newFolder()
  markPaused(folder, 'recommend', 5)
  writeFileSync(join(folder, 'paused', 'recommend.json'), '{')
  expect(pausedProcessors(folder)).toStrictEqual([{ processor: 'recommend', since: 0 }])
})
