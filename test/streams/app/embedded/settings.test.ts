import { expect, it } from 'vitest'
import {
  brokerSettings,
  embeddedBroker,
  imageVariable,
  propertiesFile,
} from '../../../../streams/app/embedded/settings.ts'

it('writes a properties file that Java reads back as it was', () => {
  expect(propertiesFile({ 'node.id': '1', 'log.dirs': 'C:\\music data' })).toBe(
    'node.id=1\nlog.dirs=C:\\\\music data\n',
  )
})

it('lets the embedded broker listen on loopback only', () => {
  const settings = embeddedBroker({ port: 19092, controllerPort: 41001, folder: '/data/kafka/log' })
  expect(settings).toStrictEqual({
    ...brokerSettings,
    'controller.quorum.voters': '1@127.0.0.1:41001',
    listeners: 'BROKER://127.0.0.1:19092,CONTROLLER://127.0.0.1:41001',
    'advertised.listeners': 'BROKER://127.0.0.1:19092',
    'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': '/data/kafka/log',
  })
})

it('names a setting as the Kafka image does', () => {
  expect(imageVariable('group.initial.rebalance.delay.ms')).toBe('KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS')
})
