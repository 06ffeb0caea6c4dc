import { describe, expect, it } from 'vitest'
import { clusterBroker, scramArguments } from '../../../../../streams/app/embedded/cluster/settings.ts'

const nodes = [1, 2, 3].map((id) => ({ host: '127.0.0.1', client: 100 + id, broker: 200 + id, controller: 300 + id }))
const plain = { id: 2, nodes, logFolder: '/log', tls: null, user: null, acls: false }

describe('the settings of a broker of a cluster', () => {
  it('keep three copies, of which two must be there, where there are three brokers', () => {
    const copies = (count: number) => {
      const settings = clusterBroker({ ...plain, id: 1, nodes: nodes.slice(0, count) })
      return [settings['offsets.topic.replication.factor'], settings['transaction.state.log.min.isr']]
    }
    expect([1, 2, 3].map(copies)).toStrictEqual([
      ['1', '1'],
      ['2', '1'],
      ['3', '2'],
    ])
  })

  it('let it be reached on loopback only', () => {
    expect(clusterBroker(plain)).toMatchObject({
      'node.id': '2',
      'controller.quorum.voters': '1@127.0.0.1:301,2@127.0.0.1:302,3@127.0.0.1:303',
      listeners: 'CLIENT://127.0.0.1:102,BROKER://127.0.0.1:202,CONTROLLER://127.0.0.1:302',
      'advertised.listeners': 'CLIENT://127.0.0.1:102,BROKER://127.0.0.1:202',
    })
  })

  it('ask clients for what is wanted of them', () => {
    const tls = { identity: '/i.pem', authority: '/a.pem' }
    const user = { name: 'u', password: 'p' }
    const protocols = [plain, { ...plain, tls }, { ...plain, user }, { ...plain, tls, user }].map(
      (node) => clusterBroker(node)['listener.security.protocol.map']?.split(',')[0],
    )
    expect(protocols).toStrictEqual(['CLIENT:PLAINTEXT', 'CLIENT:SSL', 'CLIENT:SASL_PLAINTEXT', 'CLIENT:SASL_SSL'])
    expect(clusterBroker(plain)).not.toHaveProperty('authorizer.class.name')
    expect(clusterBroker({ ...plain, acls: true })).toHaveProperty('super.users', 'User:ANONYMOUS;User:admin')
  })

  it('refuse a node that is not there', () => {
    expect(() => clusterBroker({ ...plain, id: 4 })).toThrow('There is no node 4 among 3.')
  })
})

it('users of SCRAM are given by both mechanisms', () => {
  expect(scramArguments({ name: 'u', password: 'p' }).filter((each) => each.includes('name=u'))).toStrictEqual([
    'SCRAM-SHA-256=[name=u,password=p]',
    'SCRAM-SHA-512=[name=u,password=p]',
  ])
})
