import { expect, it } from 'vitest'
import { pauseProcessor, resumeProcessor } from '../../../../streams/app/supervisor/pause-processor.ts'
import { openRunFolder } from '../../../../streams/app/supervisor/run-folder.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'
import { identityOf } from '../../../../streams/engine/process-identity.ts'
import { pausedProcessors } from '../../../../streams/engine/runtime/paused-processors.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('pause')

function outputs() {
  const out: unknown[] = []
  const err: string[] = []
  return { out, err, streams: { out: (line: string) => void out.push(JSON.parse(line)), err: (line: string) => void err.push(line) } } // prettier-ignore
}

it('is remembered where nothing runs, and says that the next start obeys it', async () => {
  const folder = newFolder()
  const { out, err, streams } = outputs()
  expect(await pauseProcessor(folder, 'recommend', streams)).toBe(0)
  const since = pausedProcessors(folder)[0]?.since
  expect(out).toStrictEqual([{ processor: 'recommend', paused: true, since }])
  expect(err[0]).toContain('the next "npm start" leaves recommend out')
  expect([resumeProcessor(folder, 'recommend', streams), pausedProcessors(folder)]).toStrictEqual([0, []])
  expect([resumeProcessor(folder, 'recommend', streams), err.at(-1)]).toStrictEqual([0, 'recommend was not paused.'])
})

it('waits for the process to end, and says when it does not', async () => {
  const folder = newFolder()
  const run = await openRunFolder(folder, () => undefined)
  const self = identityOf(process.pid)
  if (self === null) throw new Error('This process has no identity.')
  run.record({ ...self, name: 'recommend', command: '' })
  const { err, streams } = outputs()
  expect(await pauseProcessor(folder, 'recommend', streams, 0)).toBe(1)
  run.forget('recommend')
  expect(await pauseProcessor(folder, 'recommend', streams, 0)).toBe(0)
  expect(err).toStrictEqual([
    'recommend is marked as paused, but has not stopped yet: look at its log.',
    'recommend is paused. Up next does not follow what you play until "npx slipstream resume recommend".',
  ])
  run.release()
})

it('of a processor that is not there names the nearest', async () => {
  const { streams } = outputs()
  await expect(pauseProcessor(newFolder(), 'recomend', streams)).rejects.toThrow(ConfigError)
  expect(() => resumeProcessor(newFolder(), 'mongosink', streams)).toThrow('Did you mean mongo-sink?')
})
