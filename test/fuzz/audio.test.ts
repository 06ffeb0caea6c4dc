import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { audioSubject } from './audio.ts'
import { fuzz } from './fuzz.ts'
import { seeds } from './seeds.ts'

vi.setConfig({ testTimeout: 240_000 }) // as many seconds as there are files, on a machine that is busy with others

it('every bad file ends in sound features or in one dead letter', async () => {
  const subject = await audioSubject()
  try {
    const said: string[] = []
    const tried = await fuzz(subject, await seeds(null), {
      files: 80,
      seed: 20_261_125,
      keep: join(tmpdir(), 'slipstream-fuzz'),
      say: (line) => said.push(line),
    })
    expect(said).toStrictEqual([])
    expect(tried.filter(({ isGood }) => isGood).length).toBeGreaterThan(20)
    expect(tried.filter(({ isGood }) => !isGood).length).toBeGreaterThan(20)
  } finally {
    await subject.close()
  }
})
