import { isIP, connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { SASLOptions } from 'kafkajs'
import type { KafkaAccess, SaslAccess, TlsAccess } from '../access.ts'
import type { Connect } from './sockets.ts'

/** How a connection to a broker is made, with what secures it. Files are read for each connection: they may have changed. */
export const connectSecurely = ({ tls }: Pick<KafkaAccess, 'tls'>): Connect =>
  tls === null ? connectTcp : overTls(tls)

const overTls =
  ({ authority, identity }: TlsAccess): Connect =>
  ({ host, port }, onConnect) =>
    connectTls(
      {
        host,
        port,
        ...(isIP(host) === 0 && { servername: host }),
        ...(authority !== null && { ca: authority.read() }),
        ...(identity !== null && { cert: identity.certificate.read(), key: identity.key.read() }),
      },
      onConnect,
    )

/** What kafkajs takes for its settings. It reads their fields at each authentication, so that a changed file counts. */
export function saslOptions(sasl: SaslAccess): SASLOptions {
  if (sasl.mechanism === 'oauthbearer') {
    const { mechanism, token } = sasl
    return { mechanism, oauthBearerProvider: () => Promise.resolve().then(() => ({ value: token.read() })) }
  }
  const { mechanism, username, password } = sasl
  return {
    mechanism,
    username,
    get password() {
      return password.read()
    },
  }
}

const IPV6 = /^\[([0-9a-f:.]+)\]:(\d+)$/i
/** Microsoft's way to write an IPv6 address without colons, at which kafkajs splits. */
const SUFFIX = '.ipv6-literal.net'

/** A broker's address as kafkajs reads it. @param address `host:port`, an IPv6 address in brackets. */
export function seedOf(address: string): string {
  const [, host, port] = IPV6.exec(address) ?? []
  return host === undefined || port === undefined ? address : `${host.replaceAll(':', '-')}${SUFFIX}:${port}`
}

/** The host that `seedOf` has written down. */
export const hostOfSeed = (host: string): string =>
  host.endsWith(SUFFIX) ? host.slice(0, -SUFFIX.length).replaceAll('-', ':') : host
