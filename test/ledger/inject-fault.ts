import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Command } from './command.ts'
import type { Fault } from './faults.ts'
import type { Harness } from './harness.ts'

/** A fault that was injected, and what it hit; one line of the fault log. */
export interface InjectedFault extends Fault {
  readonly id: number
  /** Epoch ms. */
  readonly at: number
  /** Whether the process reached the planned fail point in time; else it was killed at a random moment. */
  readonly aimed: boolean
  /** Transactions that the process had open in the broker, by its own count; null for a process without transactions. */
  readonly openTransactions: number | null
  readonly insideTransaction: boolean
}

const REACHED_WITHIN_MS = 15_000
const LOOK_EVERY_MS = 10
const TAKEN_OVER_WITHIN_MS = 60_000
/** Time for the zombie to try its commit. */
const ZOMBIE_TRIES_FOR_MS = 3_000

/** Longer than a session (10 s) and a transaction (10 s). */
const PAUSE_MS = 20_000
const FULL_FOR_MS = 60_000
/** A broker is fenced after 3 s. */
const CUT_FOR_MS = 30_000
/** What the broker frees meanwhile is taken as well. */
const FILL_EVERY_MS = 250

/** A fault that a process is told to do to itself, at a fail point. */
type PointFault = Fault & { readonly action: Command['action'] }

/** Injects a fault. @param signal ends one that lasts. @returns what it hit. */
export async function injectFault(
  harness: Harness,
  fault: Fault,
  id: number,
  signal: AbortSignal,
): Promise<InjectedFault> {
  const injected = await inject(harness, fault, id, signal)
  appendFileSync(join(harness.folder, 'faults.ndjson'), `${JSON.stringify(injected)}\n`)
  return injected
}

async function inject(harness: Harness, fault: Fault, id: number, signal: AbortSignal): Promise<InjectedFault> {
  const { action } = fault
  switch (action) {
    case 'stop':
      return stopAsZombie(harness, { ...fault, action }, id)
    case 'kill':
    case 'fail':
      return hit(harness, { ...fault, action }, id)
    case 'pause':
      await pauseBroker(harness, fault, signal)
      break
    case 'cut':
      await cutBroker(harness, fault, signal)
      break
    case 'fill':
      await fillDisk(harness, signal)
      break
  }
  // The time of its end: nothing recovers before.
  return { ...fault, id, at: Date.now(), aimed: false, openTransactions: null, insideTransaction: false }
}

async function pauseBroker(harness: Harness, fault: Fault, signal: AbortSignal): Promise<void> {
  const pid = await brokerPid(harness, fault)
  process.kill(pid, 'SIGSTOP')
  await wait(PAUSE_MS, undefined, { signal }).catch(() => undefined)
  process.kill(pid, 'SIGCONT')
}

async function cutBroker({ brokers }: Harness, { role = 'leader' }: Fault, signal: AbortSignal): Promise<void> {
  if (brokers?.network == null) throw new Error('The brokers have no networks of their own.')
  const id = await brokers.idOf(role)
  brokers.network.cut(id)
  await wait(CUT_FOR_MS, undefined, { signal }).catch(() => undefined)
  brokers.network.mend(id)
}

async function fillDisk({ disk }: Harness, signal: AbortSignal): Promise<void> {
  if (disk === null) throw new Error('The broker has no small disk that could be full.')
  const until = performance.now() + FULL_FOR_MS
  try {
    while (performance.now() < until && !signal.aborted) {
      disk.fill()
      await wait(FILL_EVERY_MS, undefined, { signal }).catch(() => undefined)
    }
  } finally {
    disk.free()
  }
}

async function hit(harness: Harness, fault: PointFault, id: number): Promise<InjectedFault> {
  if (fault.target === 'broker') return killBroker(harness, fault, id)
  const aimed = fault.point === null ? null : await aim(harness, fault, id)
  if (aimed !== null) return aimed
  const child = await alive(harness, fault.target)
  const at = Date.now()
  child.kill()
  await child.exited
  const hasTransactions = fault.target === 'recommend' || fault.target === 'monitor-feedback'
  const openTransactions = hasTransactions ? harness.openTransactions(fault.target) : null
  const insideTransaction = (openTransactions ?? 0) > 0
  return { ...fault, action: 'kill', id, at, aimed: false, openTransactions, insideTransaction }
}

/** @returns null when the process did not reach the point in time. */
async function aim(harness: Harness, fault: PointFault, id: number): Promise<InjectedFault | null> {
  harness.arm(fault.target, { id, point: fault.point ?? '', passes: id % 5, action: fault.action })
  const deadline = performance.now() + REACHED_WITHIN_MS
  while (performance.now() < deadline) {
    const fired = harness.fired(id)
    if (fired !== null) {
      const { at, insideTransaction, openTransactions } = fired
      return { ...fault, id, at, aimed: true, openTransactions, insideTransaction }
    }
    await wait(LOOK_EVERY_MS)
  }
  harness.disarm(fault.target)
  return null
}

async function killBroker(harness: Harness, fault: Fault, id: number): Promise<InjectedFault> {
  const pid = await brokerPid(harness, fault)
  const at = Date.now()
  process.kill(pid, 'SIGKILL')
  return { ...fault, id, at, aimed: false, openTransactions: null, insideTransaction: false }
}

async function brokerPid(harness: Harness, { role = 'leader' }: Fault): Promise<number> {
  if (harness.brokers !== null) return harness.brokers.pidOf(await harness.brokers.idOf(role))
  for (;;) {
    const pid = harness.stack.pids().kafka
    if (pid !== undefined) return pid
    await wait(LOOK_EVERY_MS)
  }
}

async function alive(harness: Harness, target: string) {
  for (;;) {
    const child = harness.processors.get(target)?.child()
    if (child) return child
    await wait(LOOK_EVERY_MS)
  }
}

/**
 * Stops the process inside a transaction until the group has assigned its partitions to a second copy, then continues it: its
 * commit must be refused. The second copy is killed in the end.
 */
async function stopAsZombie(harness: Harness, fault: PointFault, id: number): Promise<InjectedFault> {
  const zombie = await alive(harness, fault.target)
  const second = harness.supervise(fault.target, `${fault.target}-second-${id}`)
  const log = join(harness.folder, 'logs', `${second.name}.log`)
  await untilAssigned(log, (partitions) => partitions > 0)
  const stopped = await aim(harness, fault, id)
  if (stopped === null) {
    await second.stop()
    return hit(harness, { ...fault, point: null, action: 'kill' }, id)
  }
  const isTakenOver = await untilAssigned(log, (partitions) => partitions === PARTITIONS)
  process.kill(zombie.pid, 'SIGCONT')
  await wait(ZOMBIE_TRIES_FOR_MS)
  second.child()?.kill()
  await second.stop()
  return { ...stopped, aimed: isTakenOver }
}

const PARTITIONS = 8

/** @returns whether that happened in time. */
async function untilAssigned(log: string, isEnough: (partitions: number) => boolean): Promise<boolean> {
  const deadline = performance.now() + TAKEN_OVER_WITHIN_MS
  while (performance.now() < deadline) {
    // The file comes with the first line.
    const text = existsSync(log) ? readFileSync(log, 'utf8') : ''
    const lines = [...text.matchAll(/"assignment":\{"plays":\[([\d,]*)\]/g)]
    const newest = lines.at(-1)?.[1]
    if (newest !== undefined && isEnough(newest.split(',').filter(Boolean).length)) return true
    await wait(LOOK_EVERY_MS * 10)
  }
  return false
}
