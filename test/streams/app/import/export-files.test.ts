import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isHistory, openExports } from '../../../../streams/app/import/export-files.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'
import { temporaryFolders } from '../../../support/temporary.ts'
import { zipOf } from '../../../support/zip.ts'

const newFolder = temporaryFolders('exports')

const EXPORT = {
  'user.json': '{}\n',
  'listens/2024/10.jsonl': 'ten',
  'listens/2024/2.jsonl': 'two',
  'listens/2023/12.jsonl': 'twelve',
  'feedback.jsonl': 'opinions',
}

async function textsOf(...paths: readonly string[]) {
  const { files, others, close } = await openExports(paths)
  const texts: [string, string][] = []
  for (const file of files) {
    const chunks: Uint8Array[] = []
    for await (const chunk of await file.open()) chunks.push(chunk)
    texts.push([file.name, Buffer.concat(chunks).toString()])
  }
  close()
  return { texts, others }
}

function written(folder: string, files: Readonly<Record<string, string | Buffer>>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

describe('the files of an export', () => {
  it('are found in the archive and in the folder that it unpacks to, the earliest month first', async () => {
    const folder = newFolder()
    written(folder, { 'lb.zip': zipOf(EXPORT) })
    written(join(folder, 'lb'), EXPORT)
    for (const name of ['lb.zip', 'lb'])
      expect(await textsOf(join(folder, name))).toStrictEqual({
        texts: [
          [`${name}/listens/2023/12.jsonl`, 'twelve'],
          [`${name}/listens/2024/2.jsonl`, 'two'],
          [`${name}/listens/2024/10.jsonl`, 'ten'],
        ],
        others: 2,
      })
  })

  it.each([
    ['Spotify Extended Streaming History/Streaming_History_Audio_2023_1.json', true],
    ['MyData/endsong_3.json', true],
    ['Spotify Account Data/StreamingHistory_music_0.json', true],
    ['MyData/StreamingHistory0.json', true],
    ['somebody_lb-2023-05-01.json', true],
    ['listens.jsonl', true],
    ['Streaming_History_Video_2023.json', false],
    ['StreamingHistory_podcast_0.json', false],
    ['StreamingHistory_audiobook_0.json', false],
    ['Userdata.json', false],
    ['Payments.json', false],
    ['pinned_recording.jsonl', false],
  ])('%s: a listening history: %s', (name, is) => expect(isHistory(name)).toBe(is))

  it('may be named themselves, whatever they are called', async () => {
    const folder = written(newFolder(), { 'mine.txt': 'text' })
    expect(await textsOf(join(folder, 'mine.txt'))).toStrictEqual({ texts: [['mine.txt', 'text']], others: 0 })
  })

  it('are asked for where there are none', async () => {
    const folder = written(newFolder(), {
      'a.zip': zipOf({ 'Userdata.json': '{}' }),
      'b.zip': Buffer.from('PK\u0003\u0004 broken', 'latin1'),
    })
    for (const name of ['a.zip', 'b.zip', 'absent.json']) {
      await expect(openExports([join(folder, name)])).rejects.toThrow(ConfigError)
      await expect(openExports([join(folder, name)])).rejects.toThrow(name)
    }
  })
})
