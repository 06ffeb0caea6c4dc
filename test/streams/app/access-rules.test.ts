import { expect, it } from 'vitest'
import { allTopics } from '../../../schemas/topics.ts'
import { accessRules, aclCommand, COMMAND_ACCESS, neededAccess } from '../../../streams/app/access-rules.ts'
import type { AccessRule, NeededAccess } from '../../../streams/app/access-rules.ts'
import { program } from '../../../streams/app/cli/program.ts'
import { ourGroups } from '../../../streams/app/groups/our-groups.ts'

const rulesOf = (needed: readonly NeededAccess[], topicPrefix = '', provisions = false) =>
  accessRules(needed, { topics: allTopics, access: { topicPrefix }, provisions })
const only = (who: string) => neededAccess().filter((each) => each.who === who)
const shown = ({ resource, name, isPrefix, operations }: AccessRule) =>
  `${resource} ${name}${isPrefix ? '*' : ''} ${operations.join(' ')}`
const OF_EVERY_TOPIC = 'Describe DescribeConfigs'

it('permits a processor what it reads, writes and commits, and nothing else', () => {
  const rules = rulesOf(only('keep-opinions'), 'home-').map(shown)
  expect(rules.filter((rule) => !rule.endsWith(` ${OF_EVERY_TOPIC}`))).toStrictEqual([
    `topic home-track-aliases ${OF_EVERY_TOPIC} Read`,
    `topic home-plays ${OF_EVERY_TOPIC} Read`,
    `topic home-opinions ${OF_EVERY_TOPIC} Write`,
    `topic home-keep-opinions-state ${OF_EVERY_TOPIC} Read Write`,
    `topic home-dead-letters ${OF_EVERY_TOPIC} Write`,
    `topic home-processor-metrics ${OF_EVERY_TOPIC} Write`,
    'group home-keep-opinions Read',
    'transactional-id home-keep-opinions-* Write',
  ])
  expect(rules.filter((rule) => rule.startsWith('topic '))).toHaveLength(allTopics.length)
})

it('permits the bridge to look at everything, and a sink no transactions', () => {
  const bridge = rulesOf(only('websocket-bridge'), 'home-').map(shown)
  expect(bridge.filter((rule) => rule.startsWith('topic ') && !rule.includes(' Read'))).toStrictEqual([])
  expect(bridge.filter((rule) => !rule.startsWith('topic '))).toStrictEqual(['group home-* Describe'])
  expect(rulesOf(only('websocket-bridge')).map(shown)).toContain('group * Describe')
  expect(rulesOf(only('mongo-sink')).filter(({ resource }) => resource === 'transactional-id')).toStrictEqual([])
})

it('permits a start to make topics, and the groups of all processors', () => {
  const rules = rulesOf(neededAccess(), '', true)
  const topics = rules.filter(({ resource }) => resource === 'topic')
  expect(topics.filter(({ operations }) => !operations.includes('Create'))).toStrictEqual([])
  const groups = rules.filter(({ resource, operations }) => resource === 'group' && operations.includes('Read'))
  expect(groups.map(({ name }) => name)).toStrictEqual(ourGroups().map(({ name }) => name))
})

it('says it as kafka-acls.sh takes it', () => {
  const rule: AccessRule = { resource: 'group', name: 'a', isPrefix: true, operations: ['Read', 'Describe'] }
  expect(aclCommand(rule, 'User:x', ['b:1', 'c:2'])).toBe(
    "kafka-acls.sh --bootstrap-server b:1,c:2 --add --allow-principal User:x --operation Read --operation Describe --group 'a' --resource-pattern-type prefixed",
  )
})

it('names what each command needs that asks Kafka for something', () => {
  const asksNothing = ['topology', 'acls', 'schema', 'pause', 'resume']
  const known = Object.keys(COMMAND_ACCESS).map((name) => name.replace(/ .*/, ''))
  expect(new Set([...known, ...asksNothing])).toStrictEqual(new Set(program.commands.map((each) => each.name())))
})
