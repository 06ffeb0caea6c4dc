import { seededRandom } from '../../processors/shared/random.ts'
import type { Random } from '../../processors/shared/random.ts'
import type { FailPoint } from '../../streams/engine/fail-points.ts'

export type Target = 'recommend' | 'monitor-feedback' | 'mongo-sink' | 'websocket-bridge' | 'broker'

/** A fault to inject. Without a fail point it is injected at a random moment. */
export interface Fault {
  readonly target: Target
  readonly point: FailPoint | null
  /**
   * `kill`: SIGKILL. `fail`: an error at the point. `stop`: SIGSTOP until another copy has its partitions, then SIGCONT: the
   * zombie must not commit. `pause`: SIGSTOP for a while, longer than sessions and transactions last. `fill`: no room on the
   * disk of its data. `cut`: a broker of several has no network for a while.
   */
  readonly action: 'kill' | 'fail' | 'stop' | 'pause' | 'fill' | 'cut'
  /** Which of several brokers: the one that leads most of the plays, or the active controller. */
  readonly role?: BrokerRole
}

export type BrokerRole = 'leader' | 'controller'

/** How many faults of the kinds that take long come between the kills. */
export interface Outages {
  readonly pauses: number
  readonly fullDisks: number
  /** Of a cluster only. */
  readonly cuts: number
}

const KILLS_PER_OUTAGE = 20

/** By default one of each kind for twenty kills. */
export function outagesOf(kills: number): Outages {
  const each = Math.floor(kills / KILLS_PER_OUTAGE)
  return { pauses: each, fullDisks: each, cuts: each }
}

const kill = (target: Target, point: FailPoint | null = null): Fault => ({ target, point, action: 'kill' })

/** Where a transaction of recommend is open in the broker. */
export const INSIDE: readonly FailPoint[] = ['after-produce', 'between-produce-and-offsets', 'before-commit']
const OUTSIDE: readonly FailPoint[] = ['before-produce', 'after-commit']
const AT_MONITOR: readonly (FailPoint | null)[] = [...INSIDE, null]
const AT_SINK: readonly (FailPoint | null)[] = ['after-write-before-commit', null]
/** From this many kills on, a process is also stopped beyond its session timeout, and errors are injected. */
const LONG_RUN = 20

/**
 * The same on several brokers, of which one at a time is hurt: every other kill of the broker hits the controller, and some that
 * hit the monitor elsewhere hit a leader.
 */
export function clusterFaultsOf(kills: number, seed: number, outages: Outages): readonly Fault[] {
  const faults = faultsOf(kills, seed, { ...outages, fullDisks: 0 })
  let brokers = 0
  return faults.map((fault): Fault => {
    if (fault.action === 'pause' || fault.action === 'cut') return { ...fault, role: 'leader' }
    if (fault.target !== 'broker' && fault.target !== 'monitor-feedback') return fault
    brokers += 1
    return { target: 'broker', point: null, action: 'kill', role: brokers % 2 === 1 ? 'controller' : 'leader' }
  })
}

/** The kills, and between them the outages, at places that the seed gives. */
export function faultsOf(
  kills: number,
  seed: number,
  { pauses, fullDisks, cuts }: Outages = { ...outagesOf(kills), cuts: 0 },
): readonly Fault[] {
  const random = seededRandom(seed).fork('outages')
  const faults = [...killsOf(kills, seed)]
  const outages = [
    ...Array<'pause'>(pauses).fill('pause'),
    ...Array<'fill'>(fullDisks).fill('fill'),
    ...Array<'cut'>(cuts).fill('cut'),
  ]
  for (const action of outages) {
    faults.splice(Math.floor(random.between(0, faults.length + 1)), 0, { target: 'broker', point: null, action })
  }
  return faults
}

/**
 * What is killed, in order. Of every ten kills five hit recommend, three of these inside a transaction, and one each the
 * broker, the sink and the monitor.
 */
function killsOf(kills: number, seed: number): readonly Fault[] {
  const random = seededRandom(seed).fork('faults')
  const faults: Fault[] = []
  while (faults.length < kills) faults.push(...fiveOf(random, faults.length % 10 === 0))
  const planned = faults.slice(0, kills)
  if (kills < LONG_RUN) return planned
  const extra: readonly Fault[] = [
    { target: 'recommend', point: 'between-produce-and-offsets', action: 'stop' },
    { target: 'recommend', point: 'before-commit', action: 'fail' },
    { target: 'websocket-bridge', point: 'after-produce-before-ack', action: 'fail' },
  ]
  const middle = Math.floor(kills / 2)
  return [...planned.slice(0, middle), ...extra, ...planned.slice(middle)]
}

function fiveOf(random: Random, isFirst: boolean): readonly Fault[] {
  const five = isFirst
    ? [
        kill('recommend', random.pick(INSIDE)),
        kill('recommend', 'before-commit'),
        kill('recommend', random.pick(OUTSIDE)),
        kill('websocket-bridge', 'after-produce-before-ack'),
        kill('broker'),
      ]
    : [
        kill('recommend', random.pick(INSIDE)),
        kill('recommend'),
        kill('websocket-bridge', random.happens(0.5) ? 'before-produce' : null),
        kill('monitor-feedback', random.pick(AT_MONITOR)),
        kill('mongo-sink', random.pick(AT_SINK)),
      ]
  return shuffled(five, random)
}

function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  return items
    .map((item) => ({ item, order: random.next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item)
}
