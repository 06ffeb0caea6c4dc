import { audioReferences, deadLetters, libraryChecks, plays, processorMetrics } from '../../schemas/topics.ts'
import type { KafkaAccess } from '../engine/access.ts'
import { REDRIVER } from '../engine/runtime/dead-letter-queue.ts'
import { REPEATER } from '../engine/runtime/redrive.ts'
import { enricherGroup } from '../engine/runtime/run-processor.ts'
import type { AnyTopic } from '../engine/topic.ts'
import { wholeTopology } from './topology.ts'

/** What Apache Kafka's access rules (ACLs) have to permit, made from the topology: who reads, writes and commits what. */

type Node = ReturnType<typeof wholeTopology>[number]

/** What one processor asks of Kafka beside what `OF_EVERY_PROCESS` permits; names of the program, without the prefix. */
export interface NeededAccess {
  readonly who: string
  readonly reads: readonly string[]
  readonly writes: readonly string[]
  /** By which it reads. */
  readonly groups: readonly NeededName[]
  readonly transactionalIds: readonly NeededName[]
}

export interface NeededName {
  readonly name: string
  /** Whether names are meant that go on behind this one, too. */
  readonly isPrefix: boolean
}

export const EVERY_TOPIC = '*'

/** Of every process: it looks at all topics when it starts, and writes what it measures. */
export const OF_EVERY_PROCESS = { describes: EVERY_TOPIC, writes: processorMetrics.name } as const

export function neededAccess(): readonly NeededAccess[] {
  return wholeTopology().map((node) => {
    const changelog = node.kind === 'processor' ? [node.changelog] : []
    const table = node.kind === 'event-sourced' ? node.table.from : []
    const lookedUp = node.reads.flatMap(({ from }): readonly AnyTopic[] => from)
    const more = moreOf(node)
    return {
      who: node.name,
      reads: more.readsAll ? [EVERY_TOPIC] : names([...node.from, ...lookedUp, ...changelog, ...table, ...more.reads]),
      writes: names([...node.to, ...changelog, ...(takesRecords(node) ? [deadLetters] : []), ...more.writes]),
      groups: groupsOf(node),
      transactionalIds: [...transactionalIdsOf(node), ...more.transactionalIds],
    }
  })
}

const names = (topics: readonly Pick<AnyTopic, 'name'>[]): readonly string[] =>
  [...new Set(topics.map(({ name }) => name))].toSorted()

/** By a group, whose bad records become dead letters. */
const takesRecords = ({ kind }: Node): boolean => kind !== 'source' && kind !== 'bridge'

/** A machine with other library folders than others reads by a group whose name goes on with that of its instance. */
function groupsOf(node: Node): readonly NeededName[] {
  if (!takesRecords(node)) return []
  const isEnricher = node.kind === 'enricher'
  return [{ name: isEnricher ? enricherGroup(node) : node.name, isPrefix: isEnricher }]
}

/** One for each partition, behind the name of the group. A sink commits without transactions. */
const transactionalIdsOf = (node: Node): readonly NeededName[] =>
  node.kind === 'sink' ? [] : groupsOf(node).map(({ name }) => ({ name: `${name}-`, isPrefix: true }))

/** What no processor declares: it is done beside its records. */
function moreOf(node: Node): {
  readonly readsAll: boolean
  readonly reads: readonly AnyTopic[]
  readonly writes: readonly AnyTopic[]
  readonly transactionalIds: readonly NeededName[]
} {
  switch (node.name) {
    // Files that may now be read are analysed again when it starts.
    case 'extract-features':
      return {
        readsAll: false,
        reads: [deadLetters, ...node.to],
        writes: [deadLetters, ...node.from],
        transactionalIds: [REDRIVER, REPEATER].map((name) => ({ name, isPrefix: false })),
      }
    // It measures how far every group is, and shows the newest records of any topic.
    case 'websocket-bridge':
      return { readsAll: true, reads: [], writes: [], transactionalIds: [] }
    default:
      return { readsAll: false, reads: [], writes: [], transactionalIds: [] }
  }
}

export type AccessOperation = 'Read' | 'Write' | 'Create' | 'Describe' | 'DescribeConfigs'

/** One rule, by names in Kafka. */
export interface AccessRule {
  readonly resource: 'topic' | 'group' | 'transactional-id'
  readonly name: string
  /** Whether it holds for every name that begins so. */
  readonly isPrefix: boolean
  readonly operations: readonly AccessOperation[]
}

export interface RuleOptions {
  readonly topics: readonly Pick<AnyTopic, 'name'>[]
  readonly access: Pick<KafkaAccess, 'topicPrefix'>
  /** Whether topics are also made (`provision`, `start`). */
  readonly provisions: boolean
}

/** The rules that permit what some processors need, and nothing else; one for each resource. */
export function accessRules(needed: readonly NeededAccess[], options: RuleOptions): readonly AccessRule[] {
  const { topics, access, provisions } = options
  const operations = new Map<string, Set<AccessOperation>>(topics.map(({ name }) => [name, new Set<AccessOperation>()]))
  const permit = (listed: readonly string[], ...permitted: readonly AccessOperation[]) => {
    for (const name of listed.includes(EVERY_TOPIC) ? operations.keys() : listed)
      for (const operation of permitted) operations.get(name)?.add(operation)
  }
  permit([OF_EVERY_PROCESS.describes], 'Describe', 'DescribeConfigs')
  permit([OF_EVERY_PROCESS.writes], 'Write')
  for (const { reads, writes } of needed) {
    permit(reads, 'Read')
    permit(writes, 'Write')
  }
  // A start reads a topic when it has kept no schemas, so that those of the registry are the ones it was written with.
  if (provisions) permit([EVERY_TOPIC], 'Create', 'Read')
  const inKafka = (name: string) => `${access.topicPrefix}${name}`
  const rulesOf = (resource: AccessRule['resource'], all: readonly NeededName[], operation: AccessOperation) =>
    [...new Map(all.map((each) => [each.name, each])).values()].map(({ name, isPrefix }): AccessRule => ({
      resource,
      name: inKafka(name),
      isPrefix,
      operations: [operation],
    }))
  const isMeasuring = needed.some(({ reads }) => reads.includes(EVERY_TOPIC))
  return [
    ...[...operations].map(([name, permitted]): AccessRule => ({
      resource: 'topic',
      name: inKafka(name),
      isPrefix: false,
      operations: [...permitted],
    })),
    ...rulesOf(
      'group',
      needed.flatMap(({ groups }) => groups),
      'Read',
    ),
    ...(isMeasuring ? [everyGroup(access.topicPrefix)] : []),
    ...(provisions ? rulesOf('group', [{ name: 'provision', isPrefix: false }], 'Describe') : []),
    ...rulesOf(
      'transactional-id',
      needed.flatMap(({ transactionalIds }) => transactionalIds),
      'Write',
    ),
  ]
}

/** Kafka takes `*` for every name, where there is no prefix. */
const everyGroup = (topicPrefix: string): AccessRule =>
  topicPrefix === ''
    ? { resource: 'group', name: '*', isPrefix: false, operations: ['Describe'] }
    : { resource: 'group', name: topicPrefix, isPrefix: true, operations: ['Describe'] }

/** The command that permits one rule. */
export function aclCommand(rule: AccessRule, principal: string, brokers: readonly string[]): string {
  const { resource, name, isPrefix, operations } = rule
  const given = operations.map((operation) => `--operation ${operation}`).join(' ')
  const pattern = isPrefix ? ' --resource-pattern-type prefixed' : ''
  return `kafka-acls.sh --bootstrap-server ${brokers.join(',')} --add --allow-principal ${principal} ${given} --${resource} '${name}'${pattern}`
}

/**
 * What commands ask for beside Describe and DescribeConfigs of all topics, by name; those that are not named ask Kafka for
 * nothing. A test holds them against the commands there are.
 */
export const COMMAND_ACCESS: Readonly<Record<string, string>> = {
  start: 'what the processors need, and what `provision` needs',
  run: 'what the processor needs',
  provision: 'Create and Read of all topics; Describe of the group `provision`',
  doctor: 'Read of all topics; Describe of all groups',
  consume: 'Read of the topic',
  produce: 'Write of the topic; Create of one that it makes',
  export: 'Read of the topics',
  sql: 'Read of the topics',
  trace: 'Read of all topics',
  why: 'Read of all topics',
  evaluate: 'Read of the topics it is asked about',
  replay: 'Read of all topics; Create, Read and Write of the topic of `--into`',
  topic: 'Read of the topic, to count its records',
  group: 'Describe of the groups; Read of their topics, to count records',
  'group seek':
    'also Read of the group; with `--with-state` Write of its changelog and of the transactional id `seek-…`',
  'dead-letters': `Read of \`${deadLetters.name}\`; \`redrive\`: Write of all topics and of the transactional id \`${REDRIVER}\``,
  forget: 'Read and Write of all topics; Describe of all groups',
  state: 'Read of the changelog',
  import: `Read of \`${audioReferences.name}\` and \`${plays.name}\`; with \`--execute\` Write of \`${plays.name}\``,
  library: `Read of all topics; \`rescan\`: Write of \`${libraryChecks.name}\``,
}
