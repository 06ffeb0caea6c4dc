import type { Command } from 'commander'
import { parseLagLimit } from '../../groups/lag-limit.ts'
import { exitWhenPrinted } from '../../output/exit-when-printed.ts'
import { standardStreams } from '../../output/output-streams.ts'
import { rowsOutput } from '../../output/rows-output.ts'
import { configured } from './configured.ts'

interface TypedLag {
  readonly maxLag?: string
}

interface TypedSeek {
  readonly to: string
  readonly withState?: boolean
  readonly execute?: boolean
}

/** Consumer groups. */
export function addGroup(program: Command): void {
  const group = program.command('group').description('look at consumer groups and their lag, and move them')

  const limited = (command: Command): Command =>
    command.option('--max-lag <records>', 'exit with 5 when more records than this were not read')

  limited(group.command('list'))
    .description('print one line for each consumer group: members, and its lag in records and in seconds')
    .action(async (options: TypedLag) => {
      const { listGroups } = await import('../../groups/groups.ts')
      const runtime = await connected('group-list')
      await exitWhenPrinted(await listGroups(runtime, parseLagLimit(options.maxLag), rowsOutput(), standardStreams))
    })

  limited(group.command('describe'))
    .description('print one line for each partition that a consumer group reads')
    .argument('<group>', 'its name, as in the list')
    .action(async (name: string, options: TypedLag) => {
      const { describeGroup } = await import('../../groups/groups.ts')
      const runtime = await connected('group-describe')
      await exitWhenPrinted(
        await describeGroup(runtime, name, parseLagLimit(options.maxLag), rowsOutput(), standardStreams),
      )
    })

  group
    .command('seek')
    .description(
      'say where a consumer group would go on if it were moved; with --execute move it, while it has no active members',
    )
    .argument('<group>', 'its name, as in the list')
    .requiredOption('--to <place>', 'earliest, latest, a time, or -N for N offsets before the end of each partition')
    .option('--with-state', 'remove the state of a processor of Slipstream too, so that it is made again')
    .option('--execute', 'do it; without this it only says what it would do')
    .action(async (name: string, options: TypedSeek) => {
      const { to, withState = false, execute = false } = options
      const [{ seekGroup }, { seekTarget }, { parseRangeEdge }] = await Promise.all([
        import('../../groups/seek.ts'),
        import('../../groups/seek-plan.ts'),
        import('../../records/range.ts'),
      ])
      const target = seekTarget(parseRangeEdge(to, Date.now()))
      const runtime = await connected('group-seek')
      const seek = { to: target, withState, execute }
      await exitWhenPrinted(await seekGroup(runtime, name, seek, rowsOutput(), standardStreams))
    })
}

async function connected(command: string) {
  const { connectClient } = await import('../../connect-client.ts')
  return connectClient(configured(), command)
}
