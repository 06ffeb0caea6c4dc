import { once } from 'node:events'
import { createServer, connect as connectTcp } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { Connect } from '../../streams/engine/kafka/sockets.ts'

/** Numbers of the requests of Kafka's protocol that are made with kafkajs (https://kafka.apache.org/protocol, "Api Keys"). */
export const API = {
  Produce: 0,
  Fetch: 1,
  ListOffsets: 2,
  Metadata: 3,
  OffsetCommit: 8,
  OffsetFetch: 9,
  FindCoordinator: 10,
  JoinGroup: 11,
  Heartbeat: 12,
  LeaveGroup: 13,
  SyncGroup: 14,
  DescribeGroups: 15,
  ListGroups: 16,
  ApiVersions: 18,
  CreateTopics: 19,
  DeleteTopics: 20,
  DeleteRecords: 21,
  InitProducerId: 22,
  AddPartitionsToTxn: 24,
  AddOffsetsToTxn: 25,
  EndTxn: 26,
  WriteTxnMarkers: 27,
  TxnOffsetCommit: 28,
  DescribeConfigs: 32,
  AlterConfigs: 33,
  DeleteGroups: 42,
  DescribeProducers: 61,
  DescribeTransactions: 65,
} as const

export type ApiName = keyof typeof API

const NAMES = new Map<number, ApiName>(Object.entries(API).map(([name, key]) => [key, name as ApiName]))

/**
 * What happens to one request and its reply.
 * - `lose-request`: the broker never gets it, and the connection closes.
 * - `delay-request`: the same, but the request is kept, and `deliverDelayed` sends it to the broker.
 * - `lose-reply`: the broker has executed it; the reply is dropped, and the connection closes.
 * - `swallow-reply`: the same, but the connection stays open and silent.
 * - A number: this reply, and those after it on the connection, are late by as many ms.
 */
export type Fault = 'lose-request' | 'delay-request' | 'lose-reply' | 'swallow-reply' | number

export interface SeenRequest {
  readonly api: ApiName | `unknown ${number}`
  readonly version: number
}

export interface FaultInjectionProxy {
  /** Routes every connection of a client through the proxy, whatever address the broker advertises. */
  readonly connect: Connect
  readonly port: number
  /** Every request so far, in order of arrival. */
  readonly seen: readonly SeenRequest[]
  /** Plans a fault for the `nth` request of this kind from now on (1: the next); resolves once it has happened. */
  fault(api: ApiName, fault: Fault, nth?: number): Promise<void>
  /** Sends the delayed requests to the broker, after their sender has given up; resolves when they have been answered. */
  deliverDelayed(): Promise<void>
  /** Refuses and cuts every connection until `mend`. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

interface Plan {
  readonly api: ApiName
  readonly fault: Fault
  left: number
  happened(): void
}

/** A proxy in front of one broker that passes whole messages in both directions unchanged, except for the planned faults. */
export async function openFaultInjectionProxy(broker: string): Promise<FaultInjectionProxy> {
  const [host = '127.0.0.1', port = ''] = broker.split(':')
  const plans = new Set<Plan>()
  const seen: SeenRequest[] = []
  const sockets = new Set<Socket>()
  const delayed: Buffer[] = []
  let isCut = false

  const planFor = (api: SeenRequest['api']): Plan | null => {
    let due: Plan | null = null
    for (const plan of plans) {
      if (plan.api !== api) continue
      plan.left -= 1
      if (plan.left === 0) due ??= plan
    }
    if (due !== null) plans.delete(due)
    return due
  }

  const server: Server = createServer((client) => {
    if (isCut) {
      client.destroy()
      return
    }
    const upstream = connectTcp({ host, port: Number(port) })
    client.setNoDelay(true)
    upstream.setNoDelay(true)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined) // broken connections are the purpose of this proxy
      socket.once('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    const planned = new Map<number, Plan>()
    let isSilent = false
    let behind: Promise<unknown> = Promise.resolve()

    client.on(
      'data',
      wholeMessages((message) => {
        const key = message.readInt16BE(4)
        const api = NAMES.get(key) ?? (`unknown ${key}` as const)
        seen.push({ api, version: message.readInt16BE(6) })
        const plan = planFor(api)
        if (plan?.fault === 'lose-request' || plan?.fault === 'delay-request') {
          if (plan.fault === 'delay-request') delayed.push(message)
          client.destroy()
          plan.happened()
          return
        }
        if (plan !== null) planned.set(message.readInt32BE(8), plan)
        upstream.write(message)
      }),
    )
    upstream.on(
      'data',
      wholeMessages((message) => {
        const plan = planned.get(message.readInt32BE(4))
        if (plan?.fault === 'lose-reply') client.destroy()
        if (plan?.fault === 'swallow-reply') isSilent = true
        if (typeof plan?.fault === 'number') {
          const ms = plan.fault
          behind = behind.then(() => new Promise((resolve) => setTimeout(resolve, ms)))
        }
        plan?.happened()
        if (isSilent) return
        behind = behind.then(() => {
          if (!client.destroyed) client.write(message)
        })
      }),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: own } = server.address() as AddressInfo

  return {
    connect: (_, onConnect) => connectTcp({ host: '127.0.0.1', port: own }, onConnect),
    port: own,
    seen,
    fault: (api, fault, nth = 1) =>
      new Promise((happened) => {
        plans.add({ api, fault, left: nth, happened })
      }),
    async deliverDelayed() {
      const socket = connectTcp({ host, port: Number(port) })
      for (const message of delayed.splice(0)) {
        socket.write(message)
        await once(socket, 'data')
      }
      socket.destroy()
    },
    cut() {
      isCut = true
      for (const socket of sockets) socket.destroy()
    },
    mend() {
      isCut = false
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Cuts a stream of bytes into messages, each with its length in the first four bytes. */
function wholeMessages(onMessage: (message: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (;;) {
      if (rest.length < 4) return
      const length = 4 + rest.readInt32BE(0)
      if (rest.length < length) return
      onMessage(rest.subarray(0, length))
      rest = rest.subarray(length)
    }
  }
}
