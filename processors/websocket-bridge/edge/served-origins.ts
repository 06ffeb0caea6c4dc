import { hostname, networkInterfaces } from 'node:os'
import { originsByHost, originsServed } from '../origin.ts'
import type { Machine, OriginsByHost, Reach } from '../origin.ts'

/** Addresses of a machine change while it runs, but not with every request. */
const LOOK_EVERY_MS = 1_000

/** A name on the local network may be the whole host name, its first label, or that with mDNS's `.local`. */
export function thisMachine(): Machine {
  const [label = ''] = hostname().split('.')
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address }) => address) ?? [])
  return { names: [hostname(), label, `${label}.local`], addresses }
}

export interface ServedOrigins {
  /** Those of the player. */
  player(): OriginsByHost
  /** Those that a machine which watches the service may use, too: every name and address of this machine. */
  probes(): OriginsByHost
}

/** @param reach called each time: the port is known once the server listens. */
export function servedOrigins(reach: () => Reach): ServedOrigins {
  let lookedAtMs = -Infinity
  let player: OriginsByHost = new Map()
  let probes: OriginsByHost = new Map()
  const look = () => {
    if (performance.now() - lookedAtMs < LOOK_EVERY_MS) return
    lookedAtMs = performance.now()
    const [current, machine] = [reach(), thisMachine()]
    const own = originsServed({ ...current, host: '::', origins: [] }, machine)
    player = originsByHost(originsServed(current, machine))
    probes = originsByHost([...own, ...originsServed(current, machine)])
  }
  return {
    player: () => (look(), player),
    probes: () => (look(), probes),
  }
}
