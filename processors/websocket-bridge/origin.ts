/** Where the bridge listens, and by what others reach it. */
export interface Reach {
  readonly host: string
  readonly port: number
  /** Where the host of a container publishes the port; null: it is reached where it listens. */
  readonly published: HostAndPort | null
  /** Origins that were named: `https://music.example.org`. */
  readonly origins: readonly string[]
}

export interface HostAndPort {
  readonly host: string
  readonly port: number
}

/** By what this machine is known on its networks. */
export interface Machine {
  readonly names: readonly string[]
  readonly addresses: readonly string[]
}

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '::1']
const WILDCARDS = ['0.0.0.0', '::']
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

export const isLoopback = (host: string): boolean =>
  ['localhost', '::1', '[::1]'].includes(host.toLowerCase()) || /^127(\.\d+){3}$/.test(host)

export const isWildcard = (host: string): boolean => WILDCARDS.includes(host)

/**
 * The origins of the player: loopback, the address it listens on, and those that were named. When none was named and it
 * listens beyond loopback, also the names of this machine, and its addresses if it listens on all of them.
 */
export function originsServed(reach: Reach, machine: Machine): readonly string[] {
  const { host, port, published, origins } = reach
  const isFree = origins.length === 0 && !isLoopback(host)
  const machineHosts = isFree ? [...machine.names, ...addressesOn(host, machine)] : []
  const listened = [...LOOPBACK_NAMES, host, ...machineHosts].map((each) => httpOrigin(each, port))
  const publishedHosts = published === null ? [] : [...LOOPBACK_NAMES, published.host]
  const mapped = publishedHosts.map((each) => httpOrigin(each, published?.port ?? port))
  return [...new Set([...listened, ...mapped, ...origins])].filter((origin) => origin !== '')
}

/** The addresses at which a service on all of them is reached; it may be on those of IPv4 only. */
function addressesOn(host: string, { addresses }: Machine): readonly string[] {
  if (host === '::') return addresses
  return host === '0.0.0.0' ? addresses.filter((address) => !address.includes(':')) : []
}

/** Empty for what is no host, as the name of a machine may be. */
export function httpOrigin(host: string, port: number): string {
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  return URL.canParse(url) ? new URL(url).origin : ''
}

/** The origins that a browser may name, by the Host header that it sends with each. */
export type OriginsByHost = ReadonlyMap<string, ReadonlySet<string>>

/** A site that points its own name at this address (DNS rebinding) is not among them. */
export function originsByHost(origins: readonly string[]): OriginsByHost {
  const byHost = new Map<string, Set<string>>()
  for (const origin of origins) {
    for (const host of authorities(new URL(origin))) byHost.set(host, (byHost.get(host) ?? new Set()).add(origin))
  }
  return byHost
}

/** A browser leaves the port out where it is the protocol's own; other clients may write it. */
function authorities({ protocol, host, port }: URL): readonly string[] {
  return port === '' ? [host, `${host}:${DEFAULT_PORTS[protocol] ?? ''}`] : [host]
}

export function isAllowedHost(served: OriginsByHost, host: string | undefined): boolean {
  return host !== undefined && served.has(host.toLowerCase())
}

/** Whether a request comes from a page of this very service: a missing or `null` Origin does not. */
export function isSameOrigin(served: OriginsByHost, host: string | undefined, origin: string | undefined): boolean {
  return host !== undefined && origin !== undefined && served.get(host.toLowerCase())?.has(origin) === true
}

const LONGEST_QUOTED = 100

/** @returns what a request said, for a message to its sender. */
function quoted(text: string | undefined): string {
  return text === undefined ? 'nothing' : JSON.stringify(text.slice(0, LONGEST_QUOTED))
}

/** It names no address that would be right: the sender may be a foreign page. */
export function foreignHostDetail(host: string | undefined): string {
  return `Host was ${quoted(host)}, which is no address of this service. Use an address that was printed at the start, or add this one to SLIPSTREAM_ORIGINS (as http://name:port, or https://name behind a proxy) and start again.`
}

export function foreignOriginDetail(host: string | undefined, origin: string | undefined): string {
  return `Only the player that this service serves may do this: Origin was ${quoted(origin)} and Host ${quoted(host)}. They must be one address of this service; SLIPSTREAM_ORIGINS names its addresses, also those of a proxy.`
}
