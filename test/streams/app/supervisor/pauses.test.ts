import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { watchPauses } from '../../../../streams/app/supervisor/pauses.ts'
import { markPaused, markResumed } from '../../../../streams/engine/runtime/paused-processors.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('pauses')
const never = new AbortController().signal

it('says each change once, and switches the processor that was meant', async () => {
  const folder = newFolder()
  markPaused(folder, 'recommend', 1)
  const said: string[] = []
  const pauses = watchPauses(folder, { say: (line) => said.push(line), everyMs: 3_600_000 })
  onTestFinished(pauses.stop)
  const [recommend, sink] = [pauses.switchOf('recommend'), pauses.switchOf('mongo-sink')]
  await Promise.all([recommend.untilPaused(never), sink.untilResumed(never)])
  const [resumed, paused] = [recommend.untilResumed(never), sink.untilPaused(never)]
  markResumed(folder, 'recommend')
  markPaused(folder, 'mongo-sink', 2)
  pauses.look()
  pauses.look()
  await Promise.all([resumed, paused])
  expect(said).toStrictEqual([
    'recommend is paused. Up next does not follow what you play until "npx slipstream resume recommend".',
    'mongo-sink is paused. History and likes stand still until "npx slipstream resume mongo-sink".',
    'recommend goes on: it was resumed.',
  ])
})

it('stays as it was, and says why once, while the folder cannot be read', () => {
  const folder = newFolder()
  writeFileSync(join(folder, 'paused'), '')
  const said: string[] = []
  const pauses = watchPauses(folder, { say: (line) => said.push(line), everyMs: 3_600_000 })
  onTestFinished(pauses.stop)
  pauses.look()
  expect(said).toStrictEqual([expect.stringContaining('cannot be read, so that nothing changes: Error: ENOTDIR')])
})

it('is waited for no longer than its caller wants', async () => {
  const pauses = watchPauses(newFolder(), { say: () => undefined })
  onTestFinished(pauses.stop)
  const stop = new AbortController()
  const waiting = pauses.switchOf('recommend').untilPaused(stop.signal)
  stop.abort()
  await expect(waiting).rejects.toThrow()
  await expect(pauses.switchOf('recommend').untilResumed(stop.signal)).rejects.toThrow()
})
