import type { ReactiveController } from 'lit'
import { expect, test } from 'vitest'
import { Life } from '../../../ui/elements/life.ts'

function elementOf() {
  const controllers: ReactiveController[] = []
  const host = {
    addController: (controller: ReactiveController) => void controllers.push(controller),
    removeController: () => undefined,
    requestUpdate: () => undefined,
    updateComplete: Promise.resolve(true),
  }
  return {
    host,
    enter: () => controllers.forEach((controller) => controller.hostConnected?.()),
    leave: () => controllers.forEach((controller) => controller.hostDisconnected?.()),
  }
}

test('what an element began ends when it leaves the page, also what it began before it was there', () => {
  const { host, enter, leave } = elementOf()
  const life = new Life(host)
  const early = life.signal
  enter()
  const { signal } = life
  leave()
  expect([early.aborted, signal.aborted, life.signal.aborted]).toStrictEqual([true, true, true])
})

test('an element that comes back has a life of its own, and what it began before stays ended', () => {
  const { host, enter, leave } = elementOf()
  const life = new Life(host)
  enter()
  const { signal } = life
  leave()
  enter()
  expect([signal.aborted, life.signal.aborted]).toStrictEqual([true, false])
})
