import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createTaskRegistry } from '../../../../streams/engine/runtime/task-registry.ts'

/** A registry whose tasks are their names, opened when the test says so. */
function stepped() {
  const log: string[] = []
  const opening = new Map<number, { resolve(task: string): void; reject(error: Error): void }>()
  const registry = createTaskRegistry<string>({
    open: (taskId) => {
      log.push(`open ${taskId}`)
      return new Promise((resolve, reject) => opening.set(taskId, { resolve, reject }))
    },
    close: (task) => Promise.resolve(void log.push(`close ${task}`)),
    abandon: (task) => Promise.resolve(void log.push(`abandon ${task}`)),
    onFailure: (taskId, error) => log.push(`${taskId} failed: ${String(error)}`),
  })
  return {
    log,
    registry,
    async opened(taskId: number) {
      opening.get(taskId)?.resolve(`task ${taskId}`)
      await setImmediate()
    },
    async failed(taskId: number) {
      opening.get(taskId)?.reject(new Error('no answer'))
      await setImmediate()
    },
  }
}

describe('the tasks of a processor', () => {
  it('open when they are assigned, once, and are there when they are open', async () => {
    const { registry, log, opened } = stepped()
    registry.assign(new Set([0, 1]))
    const states = [registry.status(0)]
    await opened(0)
    states.push(registry.status(0), registry.status(2))
    registry.assign(new Set([0, 1]))
    expect({ log, states, task: await registry.get(0), other: registry.get(2) }).toStrictEqual({
      log: ['open 0', 'open 1'],
      states: ['opening', 'open', null],
      task: 'task 0',
      other: null,
    })
  })

  it('are abandoned when they are assigned to another member, as soon as they are open', async () => {
    const { registry, log, opened } = stepped()
    registry.assign(new Set([0, 1]))
    await opened(0)
    registry.assign(new Set())
    await setImmediate()
    expect([...log.splice(0), registry.isAssigned(1)]).toStrictEqual(['open 0', 'open 1', 'abandon task 0', false])
    await opened(1)
    expect(log).toStrictEqual(['abandon task 1'])
  })

  it('open anew when they come back, beside the abandoned one', async () => {
    const { registry, log, opened } = stepped()
    registry.assign(new Set([0]))
    await opened(0)
    registry.assign(new Set())
    registry.assign(new Set([0]))
    await opened(0)
    expect({ log, status: registry.status(0) }).toStrictEqual({
      log: ['open 0', 'open 0', 'abandon task 0'],
      status: 'open',
    })
  })

  it('report why they could not be opened', async () => {
    const { registry, log, failed } = stepped()
    registry.assign(new Set([0]))
    await failed(0)
    expect(log).toStrictEqual(['open 0', '0 failed: Error: no answer'])
  })

  it('are all closed at the end, but for one that could not be opened', async () => {
    const { registry, log, opened, failed } = stepped()
    registry.assign(new Set([0, 1, 2]))
    await opened(0)
    const closing = registry.closeAll()
    await failed(1)
    await opened(2)
    await closing
    expect(log.slice(3)).toStrictEqual(['1 failed: Error: no answer', 'close task 0', 'close task 2'])
  })
})
