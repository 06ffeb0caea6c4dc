import { existsSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  crashFilePath,
  readCrashFile,
  recentCrashes,
  removeOldCrashFiles,
  writeCrashFile,
} from '../../../../streams/engine/runtime/crash-files.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const folder = temporaryFolders('crash-files')
const MINUTE_MS = 60_000
const NOW = Date.UTC(2026, 0, 1)
const crashed = { crashesInRow: 4, lastError: 'no broker', running: [] }

function crashedAt(data: string, processor: string, atMs: number): string {
  const path = crashFilePath(data, processor)
  writeCrashFile(path, crashed)
  utimesSync(path, atMs / 1_000, atMs / 1_000)
  return path
}

it('tells of crashes of the last minutes, whatever the clock was; an older file is of what nobody starts any more', () => {
  const data = folder()
  crashedAt(data, 'recommend', NOW - 5 * MINUTE_MS)
  crashedAt(data, 'mongo-sink', NOW + MINUTE_MS)
  crashedAt(data, 'recommend-shadow-1', NOW - 5 * MINUTE_MS - 1)
  crashedAt(data, 'train-index', NOW + 30 * 24 * 60 * MINUTE_MS)
  const seen = recentCrashes(data, NOW).map(({ processor, crashesInRow }) => [processor, crashesInRow])
  expect(seen.sort()).toStrictEqual([
    ['mongo-sink', 4],
    ['recommend', 4],
  ])
  expect(recentCrashes(join(data, 'no-folder'), NOW)).toStrictEqual([])
})

it('removes what was left a week ago, as by a container that was replaced', () => {
  const data = folder()
  const old = crashedAt(data, 'recommend', NOW - 8 * 24 * 60 * MINUTE_MS)
  const kept = crashedAt(data, 'mongo-sink', NOW - 6 * 24 * 60 * MINUTE_MS)
  removeOldCrashFiles(data, NOW)
  expect([existsSync(old), existsSync(kept)]).toStrictEqual([false, true])
})

it('leaves no file that would say nothing', () => {
  const path = crashFilePath(folder(), 'recommend')
  writeCrashFile(path, crashed)
  const before = readCrashFile(path)
  writeCrashFile(path, { ...crashed, crashesInRow: 0 })
  expect([before, existsSync(path)]).toStrictEqual([crashed, false])
})
