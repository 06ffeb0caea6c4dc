import type { Command } from 'commander'
import { z } from 'zod'
import { collections } from '../../../processors/shared/mongo/collections.ts'
import { mermaid } from '../../engine/topology.ts'
import { environment } from '../config.ts'
import { wholeTopology } from '../topology.ts'
import { EXIT_MEANINGS } from '../output/exit-codes.ts'
import { code, table } from './markdown.ts'
import { accessTable, commandAccessTable } from './readme-access.ts'
import { program } from './program.ts'
import {
  commonProblemsList,
  messagesTable,
  metricsTable,
  problemsTable,
  routesTable,
  topicsTable,
  upgradeProblemsList,
} from './readme-contracts.ts'
import { deadLetters } from '../../../schemas/topics.ts'

/** The README's parts that are made from the code, by the name of the marker that stands around each. */
export function generatedParts(): Readonly<Record<string, string>> {
  return {
    graph: ['```mermaid', mermaid(wholeTopology(), deadLetters).trimEnd(), '```'].join('\n'),
    topics: topicsTable(),
    routes: routesTable(),
    problems: problemsTable(),
    'common-problems': commonProblemsList(),
    messages: messagesTable(),
    'upgrade-problems': upgradeProblemsList(),
    metrics: metricsTable(),
    collections: `${Object.values(collections).map(code).join(', ')}.`,
    commands: table(
      ['command', 'what it does'],
      program.commands.flatMap((command) => commandsOf(command, 'npx slipstream')),
    ),
    'exit-codes': table(
      ['code', 'meaning'],
      EXIT_MEANINGS.map(([exitCode, meaning]) => [String(exitCode), meaning]),
    ),
    access: accessTable(),
    'command-access': commandAccessTable(),
    settings: table(['variable', 'default', 'meaning'], settings()),
  }
}

/** Fills what stands between `<!-- name -->` and `<!-- /name -->`. @throws {Error} when a marker is missing. */
export function fill(readme: string): string {
  return Object.entries(generatedParts()).reduce((text, [name, part]) => {
    const marked = new RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- /${name} -->)`)
    if (!marked.test(text))
      throw new Error(`README.md has no place for ${name}: put <!-- ${name} --> and <!-- /${name} --> around it.`)
    return text.replace(marked, (_, before: string, after: string) => `${before}${part}\n${after}`)
  }, readme)
}

/** A command that has commands of its own does nothing else. */
function commandsOf(command: Command, parent: string): readonly (readonly string[])[] {
  const name = `${parent} ${command.name()}`
  if (command.commands.length > 0) return command.commands.flatMap((each) => commandsOf(each, name))
  const given = command.registeredArguments.map((a) => {
    const many = a.variadic ? `${a.name()}...` : a.name()
    return a.required ? `<${many}>` : `[${many}]`
  })
  return [[code([name, ...given].join(' ')), command.description()]]
}

function settings(): readonly (readonly string[])[] {
  const { properties = {} } = z.toJSONSchema(z.object(environment), { io: 'input' })
  return Object.entries(properties).map(([name, property]) => {
    const { default: value, description = '' } = typeof property === 'object' ? property : {}
    return [
      code(name),
      typeof value === 'number' || (typeof value === 'string' && value !== '') ? code(String(value)) : '',
      description,
    ]
  })
}
