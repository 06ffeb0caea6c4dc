import { lookedUp, written } from './topology.ts'
import { deadLetters } from '../../schemas/topics.ts'

type Stages = Parameters<typeof written>[0][]

/**
 * The topology as a Mermaid flowchart: processors as boxes, topics as cylinders, dotted arrows for looking up. That every
 * processor may write dead letters is one line of its own, so that the picture stays readable.
 */
export function mermaid(stages: Readonly<Stages>): string {
  const topics = new Set(stages.flatMap((stage) => [...stage.from, ...written(stage), ...lookedUp(stage)]))
  const lines = [
    'flowchart LR',
    ...stages.map((stage) => `  ${stage.name}[${stage.name}]`),
    ...[...topics].map((topic) => `  ${topic.name}[(${topic.name})]`),
    ...stages.flatMap((stage) => [
      ...stage.from.map((topic) => `  ${topic.name} --> ${stage.name}`),
      ...lookedUp(stage)
        .filter((topic) => !stage.from.some((from) => from.name === topic.name))
        .map((topic) => `  ${topic.name} -.-> ${stage.name}`),
      ...written(stage).map((topic) => `  ${stage.name} --> ${topic.name}`),
    ]),
  ]
  if (!topics.has(deadLetters)) lines.push(`  ${deadLetters.name}[(${deadLetters.name})]`)
  return `${lines.join('\n')}\n`
}
