/**
 * The hosts that a browser may name: the addresses on which the bridge listens, each with its port. A site that points its
 * own name at this address (DNS rebinding) is not among them.
 * @param addresses further addresses of this machine, given when it listens on all of them.
 */
export function allowedHosts(host: string, port: number, addresses: readonly string[] = []): ReadonlySet<string> {
  const names = ['127.0.0.1', 'localhost', '::1', host, ...addresses]
  return new Set(names.flatMap((name) => authorities(name.toLowerCase(), port)))
}

/** A browser leaves the port out where it is HTTP's own. */
function authorities(name: string, port: number): string[] {
  const written = name.includes(':') ? `[${name}]` : name
  return port === 80 ? [written, `${written}:80`] : [`${written}:${port}`]
}

export function isAllowedHost(hosts: ReadonlySet<string>, host: string | undefined): boolean {
  return host !== undefined && hosts.has(host.toLowerCase())
}

/** Whether a request comes from a page of this very service: a missing or `null` Origin does not. */
export function isSameOrigin(
  hosts: ReadonlySet<string>,
  host: string | undefined,
  origin: string | undefined,
): boolean {
  return host !== undefined && isAllowedHost(hosts, host) && origin === `http://${host.toLowerCase()}`
}
