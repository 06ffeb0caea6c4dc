import { openSession, readFlow, readInsights, tailTopic } from '../../../schemas/http.ts'
import type { Flow, InsightCounts, TailPage } from '../../../ui/data/insights.ts'
import { noInsights, someFlow } from './insight-answers.ts'
import type { OwnRoutes } from './music-server.ts'

/** The insights of a server, which a test changes while the page is open. */
export interface InsightServer {
  insights: InsightCounts
  flow: Flow
  lines: TailPage['lines']
  /** Whether this browser may see them without a token. */
  watches: boolean
  /** Whether they fail, for a reason that passes. */
  fails: boolean
  /** The query of the newest request. */
  asked: string
  readonly own: OwnRoutes
}

export const TOKEN = 'the-token'

export function insightServer(): InsightServer {
  const server: InsightServer = {
    insights: noInsights,
    flow: someFlow,
    lines: [],
    watches: true,
    fails: false,
    asked: '',
    own(request, response, url) {
      const send = (status: number, body: object) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
        return Promise.resolve(true)
      }
      const refuse = (status: number, code: string, detail: string) => send(status, { type: `urn:slipstream:problem:${code}`, title: detail, status, detail, code }) // prettier-ignore
      if (url.pathname === openSession.path) {
        response.setHeader('set-cookie', 'listener=00000000000000000000000000000001; HttpOnly; SameSite=Strict; Path=/')
        const session = { listenerId: '00000000000000000000000000000001', loggedIn: false }
        return send(200, server.watches ? { ...session, watches: true } : session)
      }
      if (!url.pathname.startsWith(readInsights.path)) return Promise.resolve(false)
      if (!server.watches && request.headers.authorization !== `Bearer ${TOKEN}`)
        return refuse(401, 'token-required', 'Give the token.')
      if (server.fails) return refuse(503, 'starting', 'The library is still being read.')
      if (url.pathname === readFlow.path) return send(200, server.flow)
      if (url.pathname === tailTopic.path) {
        const after = Number(url.searchParams.get('after'))
        return send(200, { lines: server.lines.filter(({ at }) => at > after) })
      }
      server.asked = url.search
      return send(200, server.insights)
    },
  }
  return server
}
