import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openAnalysisCache } from '../../../../streams/app/evaluate/analysis-cache.ts'
import { featuresOf } from '../../../support/builders.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const folder = temporaryFolders('heard')
const bytes = 'what was heard'
const features = {
  ...featuresOf('a', 0),
  contentHash: createHash('sha256').update(bytes).digest('hex'),
  extractorVersion: '7',
}

function fileIn(place: string, text: string): string {
  writeFileSync(join(place, 'a.wav'), text)
  return join(place, 'a.wav')
}

describe('what was heard', () => {
  it('is remembered by its bytes, wherever they lie, after half a line, too', async () => {
    const [data, music] = [folder(), folder()]
    openAnalysisCache(data, '7').add(features)
    appendFileSync(join(data, 'heard-features.txt'), 'AAAA\nhalf')
    const memory = openAnalysisCache(data, '7')
    expect(await memory.lookUp(fileIn(music, bytes))).toStrictEqual(features)
    memory.add({ ...features, contentHash: 'other' })
    expect(readFileSync(join(data, 'heard-features.txt'), 'utf8').trim().split('\n')).toHaveLength(2)
    expect(await openAnalysisCache(data, '7').lookUp(fileIn(music, bytes))).toStrictEqual(features)
  })

  it('is forgotten when the file or the extractor is another one', async () => {
    const [data, music] = [folder(), folder()]
    openAnalysisCache(data, '7').add(features)
    expect(await openAnalysisCache(data, '7').lookUp(fileIn(music, 'changed'))).toBeNull()
    expect(await openAnalysisCache(data, '8').lookUp(fileIn(music, bytes))).toBeNull()
    expect(readFileSync(join(data, 'heard-features.txt'), 'utf8')).toBe('')
  })

  it('is nothing of a file that cannot be read', async () => {
    expect(await openAnalysisCache(folder(), '7').lookUp('/no/such/file.wav')).toBeNull()
  })
})
