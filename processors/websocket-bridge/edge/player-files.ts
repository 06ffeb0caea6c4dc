import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { Problem } from '../problem.ts'

const NOT_BUILT = 'The player is not built yet: run "npm run build", then start again.'

/** Vite names what it builds by its content. */
const FOR_EVER = 'public, max-age=31536000, immutable'

/**
 * Serves the player at `/`. Pages that the player makes up itself (any address without a file extension) get its
 * index.html; what is missing below `/api` is a problem.
 */
export async function servePlayer(app: FastifyInstance, folder: string, log: Logger): Promise<void> {
  const built = existsSync(join(folder, 'index.html'))
  if (!built) log.warn(NOT_BUILT)
  if (built) {
    await app.register(fastifyStatic, {
      root: folder,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const isNamedByContent = path.startsWith(join(folder, 'assets'))
        void reply.header('cache-control', isNamedByContent ? FOR_EVER : 'no-cache')
      },
    })
  }
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const isPage = ['GET', 'HEAD'].includes(request.method) && !/^\/api(\/|$)/.test(path) && !/\.[^/]*$/.test(path)
    if (!isPage) throw new Problem('not-found', 'This address leads nowhere.')
    if (!built) return reply.code(503).type('text/plain; charset=utf-8').send(`${NOT_BUILT}\n`)
    return reply.sendFile('index.html')
  })
}
