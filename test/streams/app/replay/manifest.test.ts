import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readManifest, writeManifest } from '../../../../streams/app/replay/manifest.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('manifest')
const asked = { topic: 'plays', from: 'earliest', to: null, into: 'past', models: [], views: 'now' as const }
const manifest = { version: '0.1.0', asked, selection: { fromMs: null, toMs: null, partitions: [] }, viewOffsets: {}, isFinished: false } // prettier-ignore
const other = { ...asked, into: 'elsewhere' }

it('is that of the same replay, finished or not', () => {
  const file = join(newFolder(), 'replay.json')
  expect(readManifest(file, asked)).toBeNull()
  for (const isFinished of [false, true]) {
    writeManifest(file, { ...manifest, isFinished })
    expect(readManifest(file, asked)).toStrictEqual({ ...manifest, isFinished })
  }
})

it('of another replay is in the way only while that one could go on from it', () => {
  const file = join(newFolder(), 'replay.json')
  writeManifest(file, manifest)
  expect(() => readManifest(file, other)).toThrow('describes another replay, which is not finished')
  writeManifest(file, { ...manifest, isFinished: true })
  expect(readManifest(file, other)).toBeNull()
  writeManifest(file, { ...manifest, asked: { ...asked, into: null } })
  expect(readManifest(file, other)).toBeNull()
})

it('that is none is named', () => {
  const file = join(newFolder(), 'replay.json')
  writeFileSync(file, '[]')
  expect(() => readManifest(file, asked)).toThrow('does not describe a replay')
})
