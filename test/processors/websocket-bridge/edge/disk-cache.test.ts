import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openDiskCache } from '../../../../processors/websocket-bridge/edge/disk-cache.ts'
import type { DiskCache } from '../../../../processors/websocket-bridge/edge/disk-cache.ts'
import { temporaryFolder } from '../bridge-rig.ts'

async function put(cache: DiskCache, name: string, bytes: number): Promise<void> {
  const draft = cache.draft(name)
  writeFileSync(draft, Buffer.alloc(bytes))
  await cache.keep(name, draft)
}

/** What lies in the folder once nothing of it is left that is to go: it is removed beside other work. */
async function filesAfterRemoval(folder: string, ...removed: readonly string[]): Promise<readonly string[]> {
  while (removed.some((name) => existsSync(join(folder, name)))) await setImmediate()
  return readdirSync(folder).sort()
}

test('the least recently used files go when there are too many bytes', async () => {
  const folder = temporaryFolder()
  const cache = await openDiskCache(folder, 100)
  for (const name of ['a', 'b', 'c']) await put(cache, name, 30)
  expect(cache.find('a')).toBe(join(folder, 'a'))
  await put(cache, 'd', 30)
  expect([cache.find('a') === null, cache.find('b'), cache.bytes()]).toStrictEqual([false, null, 90])
  expect(await filesAfterRemoval(folder, 'b')).toStrictEqual(['a', 'c', 'd'])
})

test('a file that somebody has removed is not there, and its bytes count no more', async () => {
  const folder = temporaryFolder()
  const cache = await openDiskCache(folder, 100)
  for (const name of ['a', 'b']) await put(cache, name, 30)
  rmSync(join(folder, 'a'))
  expect([cache.find('a'), cache.find('b') === null, cache.bytes()]).toStrictEqual([null, false, 30])
})

test('a file that is made again takes the place of the other', async () => {
  const folder = temporaryFolder()
  const cache = await openDiskCache(folder, 100)
  await put(cache, 'a', 30)
  await put(cache, 'a', 50)
  expect([cache.bytes(), readFileSync(join(folder, 'a')).length]).toStrictEqual([50, 50])
})

test('a file that is larger than all may be is not kept', async () => {
  const folder = temporaryFolder()
  const cache = await openDiskCache(folder, 100)
  await put(cache, 'a', 30)
  await put(cache, 'b', 101)
  expect([cache.find('a') === null, cache.find('b'), readdirSync(folder)]).toStrictEqual([false, null, ['a']])
})

test('it begins with what an earlier process kept, the newest of it, and without what that left unfinished', async () => {
  const folder = join(temporaryFolder(), 'covers')
  mkdirSync(folder)
  for (const [age, name] of ['new', 'older', 'oldest', 'draft.7.part'].entries()) {
    writeFileSync(join(folder, name), Buffer.alloc(40))
    utimesSync(join(folder, name), 1_000 - age, 1_000 - age)
  }
  const cache = await openDiskCache(folder, 100)
  expect(await filesAfterRemoval(folder, 'oldest')).toStrictEqual(['new', 'older'])
  expect(cache.bytes()).toBe(80)
})
