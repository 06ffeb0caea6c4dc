import type { Command } from 'commander'
import { ConfigError } from '../../../engine/errors.ts'
import { print, standardOutput } from '../../output/output-streams.ts'
import { configured } from './configured.ts'

/** What says which access rules (ACLs) Kafka needs. */
export function addAcls(program: Command): void {
  program
    .command('acls')
    .description('print the commands of kafka-acls.sh that permit what processors need, and nothing else')
    .argument('<principal>', 'who they are for, as User:slipstream')
    .argument('[processors...]', 'for some alone, without making topics; else what a start needs')
    .action(async (principal: string, processors: readonly string[]) => {
      const [{ accessRules, aclCommand, neededAccess }, { addressesOf }, { allTopics }] = await Promise.all([
        import('../../access-rules.ts'),
        import('../../addresses.ts'),
        import('../../../../schemas/topics.ts'),
      ])
      const { kafkaBrokers, access } = addressesOf(configured())
      const all = neededAccess()
      const unknown = processors.find((name) => !all.some(({ who }) => who === name))
      if (unknown !== undefined)
        throw new ConfigError(`There is no processor ${unknown}. There are ${all.map(({ who }) => who).join(', ')}.`)
      const needed = processors.length === 0 ? all : all.filter(({ who }) => processors.includes(who))
      const rules = accessRules(needed, {
        topics: allTopics,
        access: access.kafka,
        provisions: processors.length === 0,
      })
      print(standardOutput, rules.map((rule) => `${aclCommand(rule, principal, kafkaBrokers)}\n`).join(''))
    })
}
