import { KafkaError } from '../kafka/kafka-error.ts'
import type { NextOffset, TopicPartition, TransactionalWriter } from '../kafka/port.ts'
import type { OutgoingRecord } from '../serde/log-record.ts'
import type { MemoryBroker } from './memory-broker.ts'
import type { MemoryTransaction } from './memory-partition.ts'

interface OpenTransaction {
  readonly transaction: MemoryTransaction
  /** By `topic/partition`. */
  readonly partitions: Map<string, TopicPartition>
}

interface Owner {
  epoch: number
  open: OpenTransaction | null
}

/** The transaction coordinator: one owner for each transactional id, known by its epoch. */
export class MemoryTransactions {
  readonly #broker: MemoryBroker
  readonly #owners = new Map<string, Owner>()

  constructor(broker: MemoryBroker) {
    this.#broker = broker
  }

  /** Fences earlier owners and aborts their open transaction. */
  initialise(transactionalId: string, group: string): TransactionalWriter {
    this.#broker.throwIfAway()
    const owner = this.#owners.get(transactionalId) ?? { epoch: -1, open: null }
    this.#owners.set(transactionalId, owner)
    owner.epoch += 1
    if (owner.open !== null) end(this.#broker, owner.open, 'aborted')
    owner.open = null
    return new MemoryWriter(this.#broker, owner, transactionalId, group)
  }
}

function end(broker: MemoryBroker, { transaction, partitions }: OpenTransaction, status: 'committed' | 'aborted') {
  transaction.status = status
  for (const at of partitions.values()) broker.partition(at).appendControlRecord()
  broker.changed()
}

class MemoryWriter implements TransactionalWriter {
  readonly #broker: MemoryBroker
  readonly #owner: Owner
  readonly #epoch: number
  readonly #transactionalId: string
  readonly #group: string
  readonly #ends = new Map<string, number>()
  #failure: KafkaError | null = null

  constructor(broker: MemoryBroker, owner: Owner, transactionalId: string, group: string) {
    this.#broker = broker
    this.#owner = owner
    this.#epoch = owner.epoch
    this.#transactionalId = transactionalId
    this.#group = group
  }

  end(topic: string, partition: number): number | null {
    return this.#ends.get(`${topic}/${partition}`) ?? null
  }

  send(records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return Promise.resolve()
    return this.#orFail(() => {
      const { transaction, partitions } = this.#opened()
      const offsets = this.#broker.append(records, transaction)
      for (const [index, { topic, partition }] of records.entries()) {
        partitions.set(`${topic}/${partition}`, { topic, partition })
        this.#ends.set(`${topic}/${partition}`, (offsets[index] ?? -1) + 1)
      }
    })
  }

  commit(offsets: readonly NextOffset[]): Promise<void> {
    return this.#orFail(() => {
      const open = this.#opened()
      this.#owner.open = null
      this.#broker.commitOffsets(this.#group, offsets)
      end(this.#broker, open, 'committed')
    })
  }

  /** An open transaction stays open until the next owner aborts it, as after a crash. */
  discard(): Promise<void> {
    this.#failure ??= new KafkaError('fatal', `The writer of ${this.#transactionalId} was discarded.`)
    return Promise.resolve()
  }

  #opened(): OpenTransaction {
    if (this.#owner.epoch !== this.#epoch) {
      throw new KafkaError('fenced', `${this.#transactionalId} has a newer owner.`, { type: 'PRODUCER_FENCED' })
    }
    this.#owner.open ??= { transaction: { status: 'open' }, partitions: new Map() }
    return this.#owner.open
  }

  /** After any error the writer refuses further calls, as the port demands. */
  async #orFail(work: () => void): Promise<void> {
    await Promise.resolve()
    if (this.#failure !== null) throw this.#failure
    try {
      this.#broker.throwIfAway()
      work()
    } catch (error) {
      if (error instanceof KafkaError) this.#failure = error
      throw error
    }
  }
}
