import { COMMAND_ACCESS, EVERY_TOPIC, neededAccess } from '../access-rules.ts'
import type { NeededName } from '../access-rules.ts'
import { code, table } from './markdown.ts'

/** What each processor has to be permitted. */
export function accessTable(): string {
  const topics = (names: readonly string[]) => (names.includes(EVERY_TOPIC) ? 'all topics' : names.map(code).join(', '))
  const named = (all: readonly NeededName[]) =>
    all.map(({ name, isPrefix }) => code(isPrefix ? `${name}…` : name)).join(', ')
  return table(
    ['processor', 'Read of topics', 'Write of topics', 'Read of groups', 'Write of transactional ids'],
    neededAccess().map(({ who, reads, writes, groups, transactionalIds }) => [
      code(who),
      topics(reads),
      topics(writes),
      named(groups),
      named(transactionalIds),
    ]),
  )
}

export const commandAccessTable = (): string =>
  table(
    ['command', 'also needs'],
    Object.entries(COMMAND_ACCESS).map(([command, needed]) => [code(command), needed]),
  )
