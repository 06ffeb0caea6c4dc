import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** A private key and its certificate, as PEM. */
export interface Identified {
  readonly key: string
  readonly certificate: string
}

const DAY_MS = 86_400_000
const VALID_DAYS = 3_650
/** Clocks of other machines may be behind. */
const BEFORE_DAYS = 1
const CURVE = 'P-256'
const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]
const COMMON_NAME = [0x55, 0x04, 0x03]
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13]
const ALTERNATIVE_NAMES = [0x55, 0x1d, 0x11]

/** Makes an authority of its own, for a cluster on this machine. */
export function newAuthority(name: string, nowMs: number): Identified {
  const key = newKey()
  return { key, certificate: certificateOf({ name, key, issuer: { name, key }, nowMs, authority: true }) }
}

export interface Issued {
  readonly name: string
  readonly nowMs: number
  /** DNS names and IPv4 addresses that it answers at; none for a client. */
  readonly hosts?: readonly string[]
}

/** Makes a key with a certificate that the authority has signed. */
export function issueCertificate(
  authority: Pick<Identified, 'key'> & { readonly name: string },
  issued: Issued,
): Identified {
  const key = newKey()
  return { key, certificate: certificateOf({ ...issued, key, issuer: authority, authority: false }) }
}

interface Certified extends Issued {
  readonly key: string
  readonly issuer: { readonly name: string; readonly key: string }
  readonly authority: boolean
}

/** An X.509 certificate of version 3 (RFC 5280), signed by ECDSA: Node reads certificates and makes none. */
function certificateOf({ name, key, issuer, nowMs, authority, hosts = [] }: Certified): string {
  const algorithm = sequence(objectId(ECDSA_WITH_SHA256))
  const signed = sequence(
    explicit(0, integer(Buffer.of(2))),
    integer(Buffer.concat([Buffer.of(1), randomBytes(15)])),
    algorithm,
    commonName(issuer.name),
    sequence(time(nowMs - BEFORE_DAYS * DAY_MS), time(nowMs + VALID_DAYS * DAY_MS)),
    commonName(name),
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(constraints(authority), ...(hosts.length === 0 ? [] : [alternativeNames(hosts)]))),
  )
  const signature = sign('sha256', signed, createPrivateKey(issuer.key))
  return pem('CERTIFICATE', sequence(signed, algorithm, der(0x03, Buffer.of(0), signature)))
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: CURVE })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** One value in DER: tag, length, content. */
function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(content)
  const { length } = bytes
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), bytes])
  const size = length < 0x100 ? Buffer.of(0x81, length) : Buffer.of(0x82, length >> 8, length & 0xff)
  return Buffer.concat([Buffer.of(tag), size, bytes])
}

const sequence = (...content: readonly Uint8Array[]): Buffer => der(0x30, ...content)
const explicit = (number: number, content: Uint8Array): Buffer => der(0xa0 + number, content)
const integer = (bytes: Uint8Array): Buffer => der(0x02, bytes)
const objectId = (bytes: readonly number[]): Buffer => der(0x06, Buffer.from(bytes))
const octets = (content: Uint8Array): Buffer => der(0x04, content)
const YES = der(0x01, Buffer.of(0xff))

const commonName = (name: string): Buffer =>
  sequence(der(0x31, sequence(objectId(COMMON_NAME), der(0x0c, Buffer.from(name)))))

/** As UTCTime, whose years end in 2049. */
function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')
  return der(0x17, Buffer.from(digits.slice(2)))
}

const constraints = (authority: boolean): Buffer =>
  sequence(objectId(BASIC_CONSTRAINTS), YES, octets(sequence(...(authority ? [YES] : []))))

function alternativeNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    /^[\d.]+$/.test(host) ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host)),
  )
  return sequence(objectId(ALTERNATIVE_NAMES), octets(sequence(...names)))
}

const pem = (kind: string, bytes: Buffer): string =>
  [`-----BEGIN ${kind}-----`, ...(bytes.toString('base64').match(/.{1,64}/g) ?? []), `-----END ${kind}-----`, ''].join(
    '\n',
  )
