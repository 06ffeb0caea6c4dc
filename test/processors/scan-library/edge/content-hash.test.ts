import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { contentHash } from '../../../../processors/scan-library/edge/content-hash.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipstream-hash-'))
  await writeFile(join(folder, 'a'), 'abc')
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

const running = new AbortController().signal

it('is the SHA-256 of the bytes (FIPS 180-4, appendix B.1)', async () => {
  expect(await contentHash({ library: folder, path: 'a', sizeBytes: 3 }, running)).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
})

it('refuses a file that changed its size since it was found', async () => {
  await expect(contentHash({ library: folder, path: 'a', sizeBytes: 4 }, running)).rejects.toThrow(
    'it changed while it was read',
  )
})

it('ends when it is aborted', async () => {
  await expect(contentHash({ library: folder, path: 'a', sizeBytes: 3 }, AbortSignal.abort())).rejects.toThrow()
})
