import { serveRequests } from '../../../streams/engine/sandbox/serve-requests.ts'
import { analyseFile } from './analyse-file.ts'
import { isRequest } from './request.ts'
import type { AnalysisRequest, AnalysisResponse } from './request.ts'

/** The program of a child that analyses files. */
serveRequests(isRequest, respond)

async function respond(request: AnalysisRequest): Promise<AnalysisResponse> {
  try {
    const analysis = await analyseFile(request, (analysedMs) => void process.send?.({ analysedMs }))
    return { kind: 'analysed', analysis }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error // a bug: it ends this process, and the parent reports it
    return { kind: 'transient', message: error.message }
  }
}
