import { LRUCache } from 'lru-cache'
import type { AnswerOf, tailTopic } from '../../../schemas/http.ts'
import type { EdgeContext, Follower } from '../../../streams/engine/runtime/context.ts'
import type { AnyTopic } from '../../../streams/engine/topic.ts'
import { tailLines } from '../insights/tail-lines.ts'
import type { TailLines } from '../insights/tail-lines.ts'
import { Problem } from '../problem.ts'

/** Topics that are read for tails at a time, for all who look. */
export const MAX_TAILS = 8
/** The page asks every second: a tail that nobody asked for in this time is read no more. */
const UNREAD_AFTER_MS = 5_000
/** How far back a tail begins. */
const LOOK_BACK_MS = 10 * 60_000

interface OpenTail {
  readonly lines: TailLines
  readonly follower: Promise<Follower>
}

export interface TopicTails {
  /** @throws {Problem} `bad-query` for a topic that there is not; `too-busy`. */
  read(topic: string, after: number): Promise<AnswerOf<typeof tailTopic>>
  close(): void
}

/** The newest records of topics that somebody looks at. */
export function topicTails(context: EdgeContext, topics: readonly AnyTopic[]): TopicTails {
  const open = new LRUCache<string, OpenTail>({
    max: MAX_TAILS,
    ttl: UNREAD_AFTER_MS,
    ttlAutopurge: true,
    updateAgeOnGet: true,
    dispose: ({ follower }) => void follower.then((each) => each.stop()),
  })
  const begin = (topic: AnyTopic): OpenTail => {
    if (open.size >= MAX_TAILS)
      throw new Problem('too-busy', `${MAX_TAILS} topics are looked at already: try again in a few seconds.`)
    const nowMs = Date.now()
    // No topic gets a thousand records in each millisecond, so numbers of an earlier tail are smaller.
    const lines = tailLines(nowMs * 1_000)
    const from = nowMs - LOOK_BACK_MS
    const follower = context.follow([topic], { from, isolation: 'committed', onRecord: lines.add })
    const begun = { lines, follower }
    open.set(topic.name, begun)
    return begun
  }
  return {
    async read(name, after) {
      const topic = topics.find((each) => each.name === name)
      if (topic === undefined) throw new Problem('bad-query', `topic: there is none that is called ${name}`)
      const { lines, follower } = open.get(name) ?? begin(topic)
      await follower
      return lines.after(after)
    },
    close: () => open.clear(),
  }
}
