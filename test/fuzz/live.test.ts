import { expect, it } from 'vitest'
import { deadLetters, plays } from '../../schemas/topics.ts'
import { temporaryFolders } from '../support/temporary.ts'
import { fuzzLive } from './live/fuzz-live.ts'
import { startMemoryService } from './live/memory-service.ts'

const newFolder = temporaryFolders('fuzz-live')

it('hostile messages and requests harm nobody: an ordinary listener is served throughout, and no processor ends', async () => {
  const service = await startMemoryService(newFolder())
  try {
    const { sent, answers, served } = await fuzzLive({
      ...{ url: service.url, messages: 2_000, seed: 20_261_130, sockets: 12, listeners: 40 },
      ...{ patienceMs: 60_000, pauseMs: 60, onTenth: () => undefined },
    })
    expect(served.faults).toStrictEqual([])
    expect(served.plays).toBeGreaterThan(10)
    expect(sent.size).toBeGreaterThan(10)
    // How many come too fast depends on how fast this machine is.
    for (const what of ['ack', 'bad-message', 'recommendations']) expect(answers.get(what), what).toBeGreaterThan(20)
    const answer = await fetch(`${service.url}/metrics`)
    expect(answer.status).toBe(200)
    const metrics = await answer.text()
    expect(metrics.split('\n').filter((line) => /model="(?!neighbours-5)/.test(line))).toStrictEqual([])
  } finally {
    await service.stop()
  }
  expect((await service.runtime.read(plays)).length).toBeGreaterThan(200)
  expect(await service.runtime.read(deadLetters)).toStrictEqual([])
})
