import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readFlow, readInsights, tailTopic } from '../../../schemas/http.ts'
import { allTopics } from '../../../schemas/topics.ts'
import type { EdgeContext } from '../../../streams/engine/runtime/context.ts'
import type { TopologyEdge } from '../../../streams/engine/topology.ts'
import { measuredFlow } from '../insights/flow.ts'
import type { MeasuredFlow } from '../insights/flow.ts'
import { Problem } from '../problem.ts'
import { insightReader } from './insight-reader.ts'
import { serve } from './routes.ts'
import { topicTails } from './topic-tails.ts'
import type { Watchers } from './watchers.ts'

export interface InsightParts {
  readonly watchers: Watchers
  /** The arrows between topics and processors; without it the graph is empty. */
  readonly graph: (() => Promise<readonly TopologyEdge[]>) | undefined
  /** @throws {Problem} `starting` */
  readonly requireOpen: () => void
}

/**
 * How the service does, for those who may see it: records say what each listener does.
 * @returns what takes the measurements of processes.
 */
export function serveInsights(app: FastifyInstance, context: EdgeContext, parts: InsightParts): MeasuredFlow {
  const { watchers, graph, requireOpen } = parts
  const [reader, tails, flow] = [insightReader(context), topicTails(context, allTopics), measuredFlow()]
  const admit = (request: FastifyRequest, reply: FastifyReply) => {
    void reply.header('cache-control', 'no-store')
    if (watchers.includes(request.raw)) {
      requireOpen()
      return
    }
    void reply.header('www-authenticate', 'Bearer')
    const detail = 'Open this on the machine that the service runs on, or give the token that it has in SLIPSTREAM_METRICS_TOKEN.' // prettier-ignore
    throw new Problem('token-required', detail)
  }
  serve(app, readInsights, (range, request, reply) => {
    admit(request, reply)
    if (range.from !== undefined && range.to !== undefined && range.from >= range.to)
      throw new Problem('bad-query', 'from: has to be before to')
    return reader.between(range)
  })
  serve(app, readFlow, async (_query, request, reply) => {
    admit(request, reply)
    return flow.flow((await graph?.()) ?? [])
  })
  serve(app, tailTopic, ({ topic, after = 0 }, request, reply) => {
    admit(request, reply)
    return tails.read(topic, after)
  })
  app.addHook('onClose', async () => {
    tails.close()
    await reader.close()
  })
  return flow
}
