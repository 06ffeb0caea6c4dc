import { lookup } from 'node:dns/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { isLoopback } from '../../../processors/websocket-bridge/origin.ts'
import type { Machine } from '../../../processors/websocket-bridge/origin.ts'

/** Without mDNS the resolver may wait for an answer to a `.local` name that never comes. */
const RESOLVED_WITHIN_MS = 1_000

export type Resolve = (name: string) => Promise<readonly string[]>

const byTheSystem: Resolve = async (name) => (await lookup(name, { all: true })).map(({ address }) => address)

/** The machine with those of its names alone that lead to one of its addresses on a network: others can use no other. */
export async function withResolvedNames(machine: Machine, resolve: Resolve = byTheSystem): Promise<Machine> {
  const others = machine.addresses.filter((address) => !isLoopback(address))
  const leadsHere = async (name: string) => {
    const late = wait(RESOLVED_WITHIN_MS, [], { ref: false })
    const found = await Promise.race([resolve(name).catch(() => []), late])
    return found.some((address) => others.includes(address))
  }
  const names = await Promise.all(machine.names.map(async (name) => ((await leadsHere(name)) ? [name] : [])))
  return { ...machine, names: names.flat() }
}
