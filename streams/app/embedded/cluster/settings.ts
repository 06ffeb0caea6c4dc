import { brokerSettings } from '../settings.ts'

/** The ports of one node. */
export interface NodePorts {
  readonly host: string
  /** Of clients. */
  readonly client: number
  /** Of the other brokers, and of this program: neither TLS nor a password. */
  readonly broker: number
  readonly controller: number
}

export interface ClusterNode {
  /** From 1. */
  readonly id: number
  readonly nodes: readonly NodePorts[]
  readonly logFolder: string
  /** Files of PEM; null: clients come without TLS. */
  readonly tls: { readonly identity: string; readonly authority: string } | null
  /** Null: clients come without a password. */
  readonly user: User | null
  /** Clients may do only what rules permit, but for the superuser. */
  readonly acls: boolean
}

export interface User {
  readonly name: string
  readonly password: string
}

/** May do everything where there are rules. */
export const SUPERUSER = 'admin'
const KAFKA_SECURITY = 'org.apache.kafka.common.security'

/** The settings of one broker of a cluster on this machine. What a cluster has copies of stays when one of three is away. */
export function clusterBroker(node: ClusterNode): Readonly<Record<string, string>> {
  const { id, nodes, logFolder, tls, user, acls } = node
  const own = nodes[id - 1]
  if (own === undefined) throw new Error(`There is no node ${id} among ${nodes.length}.`)
  const copies = String(Math.min(3, nodes.length))
  const leastInSync = nodes.length >= 3 ? '2' : '1'
  const at = (port: number) => `${own.host}:${port}`
  const protocol = `${user === null ? '' : 'SASL_'}${tls === null ? 'PLAINTEXT' : 'SSL'}`
  return {
    ...brokerSettings,
    'node.id': String(id),
    'controller.quorum.voters': nodes
      .map(({ host, controller }, index) => `${index + 1}@${host}:${controller}`)
      .join(','),
    listeners: `CLIENT://${at(own.client)},BROKER://${at(own.broker)},CONTROLLER://${at(own.controller)}`,
    'advertised.listeners': `CLIENT://${at(own.client)},BROKER://${at(own.broker)}`,
    'listener.security.protocol.map': `CLIENT:${protocol},BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT`,
    'log.dirs': logFolder,
    // A member may ask for a shorter session than the 6 s of Kafka's default.
    'group.min.session.timeout.ms': '1000',
    // A broker that is away is noticed after 3 s, not after 9: nothing else tells that it is, however it died.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
    'default.replication.factor': copies,
    'offsets.topic.replication.factor': copies,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': leastInSync,
    'share.coordinator.state.topic.replication.factor': copies,
    'share.coordinator.state.topic.min.isr': leastInSync,
    ...(tls !== null && tlsSettings(tls)),
    ...(user !== null && saslSettings(user)),
    ...(acls && {
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      // The brokers themselves come without a name.
      'super.users': `User:ANONYMOUS;User:${SUPERUSER}`,
    }),
  }
}

function tlsSettings({ identity, authority }: { readonly identity: string; readonly authority: string }) {
  return {
    'listener.name.client.ssl.keystore.type': 'PEM',
    'listener.name.client.ssl.keystore.location': identity,
    'listener.name.client.ssl.truststore.type': 'PEM',
    'listener.name.client.ssl.truststore.location': authority,
    'listener.name.client.ssl.client.auth': 'requested',
  }
}

/** All mechanisms, so that each can be tried. Tokens are not signed: this is for tests. */
function saslSettings({ name, password }: User) {
  const login = (mechanism: string, module: string, options = ''): [string, string] => [
    `listener.name.client.${mechanism}.sasl.jaas.config`,
    `${KAFKA_SECURITY}.${module} required${options};`,
  ]
  return {
    'listener.name.client.sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
    ...Object.fromEntries<string>([
      login('plain', 'plain.PlainLoginModule', ` user_${name}="${password}" user_${SUPERUSER}="${password}"`),
      login('scram-sha-256', 'scram.ScramLoginModule'),
      login('scram-sha-512', 'scram.ScramLoginModule'),
      login('oauthbearer', 'oauthbearer.OAuthBearerLoginModule', ' unsecuredLoginStringClaim_sub="unused"'),
    ]),
  }
}

/** Arguments by which an empty log folder gets to know the users of SCRAM. */
export const scramArguments = ({ name, password }: User): readonly string[] =>
  [name, SUPERUSER].flatMap((each) =>
    ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
      '--add-scram',
      `${mechanism}=[name=${each},password=${password}]`,
    ]),
  )
