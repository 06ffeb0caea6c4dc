import type { Command } from 'commander'
import { exitWhenPrinted } from '../../output/exit-when-printed.ts'
import { rowsOutput } from '../../output/rows-output.ts'
import { configured } from './configured.ts'

/** Topics. */
export function addTopic(program: Command): void {
  const topic = program.command('topic').description('look at topics')

  topic
    .command('list')
    .description('print one line for each topic: partitions, cleanup, retention, and records beside offsets')
    .action(async () => {
      const { listTopics } = await import('../../topics/topics.ts')
      await exitWhenPrinted(await listTopics(await connected('topic-list'), rowsOutput()))
    })

  topic
    .command('describe')
    .description('print one line for each partition of a topic; up to a million records are read to be counted')
    .argument('<topic>', 'its name, as in the list')
    .action(async (name: string) => {
      const { describeTopic } = await import('../../topics/topics.ts')
      await exitWhenPrinted(await describeTopic(await connected('topic-describe'), name, rowsOutput()))
    })
}

async function connected(command: string) {
  const { connectClient } = await import('../../connect-client.ts')
  return connectClient(configured(), command)
}
