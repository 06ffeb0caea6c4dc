import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from './faults.ts'
import type { Rig } from './rig.ts'

/** What was done, and what it hit; one line of the fault log. */
export interface Strike extends Fault {
  readonly id: number
  /** Epoch ms. */
  readonly at: number
  /** What the plan named was not come to in time: the process was killed where it stood. */
  readonly aimed: boolean
  /** Transactions that the process had open in the broker, by its own word; null for who has none. */
  readonly openTransactions: number | null
  readonly insideTransaction: boolean
}

const REACHED_WITHIN_MS = 15_000
const LOOK_EVERY_MS = 10
const TAKEN_OVER_WITHIN_MS = 60_000
/** A zombie that is to be refused needs a moment to try. */
const ZOMBIE_TRIES_FOR_MS = 3_000

/** Does it. @returns what was hit. */
export async function strike(rig: Rig, fault: Fault, id: number): Promise<Strike> {
  const struck = fault.action === 'stop' ? await standStill(rig, fault, id) : await hit(rig, fault, id)
  appendFileSync(join(rig.folder, 'faults.ndjson'), `${JSON.stringify(struck)}\n`)
  return struck
}

async function hit(rig: Rig, fault: Fault, id: number): Promise<Strike> {
  if (fault.target === 'broker') return killBroker(rig, fault, id)
  const aimed = fault.point === null ? null : await aim(rig, fault, id)
  if (aimed !== null) return aimed
  const child = await alive(rig, fault.target)
  const at = Date.now()
  child.kill()
  await child.exited
  const hasTransactions = fault.target === 'recommend' || fault.target === 'monitor-feedback'
  const openTransactions = hasTransactions ? rig.openTransactions(fault.target) : null
  const insideTransaction = (openTransactions ?? 0) > 0
  return { ...fault, action: 'kill', id, at, aimed: false, openTransactions, insideTransaction }
}

/** @returns null when the process did not come to the point. */
async function aim(rig: Rig, fault: Fault, id: number): Promise<Strike | null> {
  rig.arm(fault.target, { id, point: fault.point ?? '', passes: id % 5, action: fault.action })
  const deadline = performance.now() + REACHED_WITHIN_MS
  while (performance.now() < deadline) {
    const fired = rig.fired(id)
    if (fired !== null) {
      const { at, insideTransaction, openTransactions } = fired
      return { ...fault, id, at, aimed: true, openTransactions, insideTransaction }
    }
    await wait(LOOK_EVERY_MS)
  }
  rig.disarm(fault.target)
  return null
}

async function killBroker(rig: Rig, fault: Fault, id: number): Promise<Strike> {
  let pid = rig.stack.pids().kafka
  for (; pid === undefined; pid = rig.stack.pids().kafka) await wait(LOOK_EVERY_MS)
  const at = Date.now()
  process.kill(pid, 'SIGKILL')
  return { ...fault, id, at, aimed: false, openTransactions: null, insideTransaction: false }
}

async function alive(rig: Rig, target: string) {
  for (;;) {
    const child = rig.processors.get(target)?.child()
    if (child) return child
    await wait(LOOK_EVERY_MS)
  }
}

/**
 * Stops the process inside a transaction until the group has given its partitions to a second copy, then lets it go on: what
 * it then tries to commit must be refused. The second copy is killed in the end.
 */
async function standStill(rig: Rig, fault: Fault, id: number): Promise<Strike> {
  const zombie = await alive(rig, fault.target)
  const second = rig.keep(fault.target, `${fault.target}-second-${id}`)
  const log = join(rig.folder, 'logs', `${second.name}.log`)
  await untilAssigned(log, (partitions) => partitions > 0)
  const stopped = await aim(rig, fault, id)
  if (stopped === null) {
    await second.stop()
    return hit(rig, { ...fault, point: null, action: 'kill' }, id)
  }
  const taken = await untilAssigned(log, (partitions) => partitions === PARTITIONS)
  process.kill(zombie.pid, 'SIGCONT')
  await wait(ZOMBIE_TRIES_FOR_MS)
  second.child()?.kill()
  await second.stop()
  return { ...stopped, aimed: taken }
}

const PARTITIONS = 8

/** @returns whether it came to that in time. */
async function untilAssigned(log: string, isEnough: (partitions: number) => boolean): Promise<boolean> {
  const deadline = performance.now() + TAKEN_OVER_WITHIN_MS
  while (performance.now() < deadline) {
    const lines = [...readFileSync(log, 'utf8').matchAll(/"assignment":\{"plays":\[([\d,]*)\]/g)]
    const newest = lines.at(-1)?.[1]
    if (newest !== undefined && isEnough(newest.split(',').filter(Boolean).length)) return true
    await wait(LOOK_EVERY_MS * 10)
  }
  return false
}
