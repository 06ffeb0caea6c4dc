import { expect, test } from 'vitest'
import { RequestError } from '../../../ui/data/requests.ts'
import { RunningAct } from '../../../ui/elements/running-act.ts'

test('an act is under way until it is done, and says why it failed while somebody is there to be told', async () => {
  const seen: [boolean, string][] = []
  const host = { requestUpdate: () => void seen.push([act.isBusy, act.problem]) }
  const act: RunningAct = new RunningAct({ ...host, addController() {}, removeController() {}, updateComplete: done })
  const refused = () => Promise.reject(new RequestError('too-many-items', 409, 'The playlist is full.'))
  await act.run(() => Promise.resolve())
  await act.run(refused)
  act.forget()
  await act.run(refused, AbortSignal.abort())
  expect(seen).toEqual([
    [true, ''],
    [false, ''],
    [true, ''],
    [false, 'The playlist is full.'],
    [false, ''],
    [true, ''],
    [false, ''],
  ])
})

const done = Promise.resolve(true)
