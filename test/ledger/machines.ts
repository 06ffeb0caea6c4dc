import { execFileSync } from 'node:child_process'
import type { BrokerMachine } from '../../streams/app/embedded/cluster/cluster.ts'

/** Networks of brokers, in a network namespace of the run (`namespace.ts`): each has one of its own, joined by a bridge. */
export interface Machines {
  readonly machines: readonly BrokerMachine[]
  /** Nothing comes from or to that broker any more, and no connection is closed. @param id from 1. */
  cut(id: number): void
  mend(id: number): void
}

const SWITCH = 'switch'
const NETWORK = '10.77.0'
const OWN_HOST = 254

const ip = (...args: readonly string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] })

export function makeMachines(count: number): Machines {
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', '/run']) // where names of network namespaces are
  ip('link', 'set', 'lo', 'up')
  ip('link', 'add', SWITCH, 'type', 'bridge')
  ip('addr', 'add', `${NETWORK}.${OWN_HOST}/24`, 'dev', SWITCH)
  ip('link', 'set', SWITCH, 'up')
  const machines = Array.from({ length: count }, (_, index): BrokerMachine => {
    const [name, plug, host] = [`broker-${index + 1}`, plugOf(index + 1), `${NETWORK}.${index + 1}`]
    ip('netns', 'add', name)
    ip('link', 'add', plug, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
    ip('link', 'set', plug, 'master', SWITCH, 'up')
    ip('-n', name, 'link', 'set', 'lo', 'up')
    ip('-n', name, 'addr', 'add', `${host}/24`, 'dev', 'eth0')
    ip('-n', name, 'link', 'set', 'eth0', 'up')
    return { host, enter: ['ip', 'netns', 'exec', name] }
  })
  return {
    machines,
    cut: (id) => void ip('link', 'set', plugOf(id), 'down'),
    mend: (id) => void ip('link', 'set', plugOf(id), 'up'),
  }
}

const plugOf = (id: number): string => `plug-${id}`
