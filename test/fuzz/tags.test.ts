import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fuzz } from './fuzz.ts'
import { seeds } from './seeds.ts'
import { tagsSubject } from './tags.ts'

it('every bad file ends in tags or in a reason, within the memory of one process', async () => {
  const subject = await tagsSubject()
  try {
    const said: string[] = []
    const tried = await fuzz(subject, await seeds(null), {
      files: 80,
      seed: 20_261_130,
      keep: join(tmpdir(), 'slipstream-fuzz'),
      say: (line) => said.push(line),
    })
    expect(said).toStrictEqual([])
    expect(tried.filter(({ isGood }) => isGood).length).toBeGreaterThan(20)
    expect(tried.filter(({ isGood }) => !isGood).length).toBeGreaterThan(10)
  } finally {
    await subject.close()
  }
})
