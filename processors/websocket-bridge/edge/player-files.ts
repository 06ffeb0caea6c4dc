import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { z } from 'zod'
import { Problem } from '../problem.ts'

const NOT_BUILT = 'The player is not built yet: run "npm run build", then start again.'

/** Vite names what it builds by its content. */
const FOR_EVER = 'public, max-age=31536000, immutable'

/** What a browser sees before the password was given. */
export interface LoginPage {
  /** Null: it is not built; `missing` says what to do. */
  readonly html: string | null
  readonly missing: string
  /** Paths of what it loads. */
  readonly files: ReadonlySet<string>
}

/** The page and the files that it names, among which Vite lists those that they load. */
export function loginPageIn(folder: string): LoginPage {
  const path = join(folder, 'login.html')
  const html = existsSync(path) ? readFileSync(path, 'utf8') : null
  const named = [...(html ?? '').matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, file = '']) => file)
  return { html, missing: `${NOT_BUILT}\n`, files: new Set(named) }
}

/**
 * Whether a request is for a page, which the player makes up itself: any address without a file extension, and what a browser
 * goes to with one, as to the genre at `/genre/R.E.M.`
 */
export function isPageRequest({ method, url, headers }: Pick<FastifyRequest, 'method' | 'url' | 'headers'>): boolean {
  const path = url.split('?')[0] ?? ''
  if (!['GET', 'HEAD'].includes(method) || /^\/(api|assets)(\/|$)/.test(path)) return false
  return !/\.[^/]*$/.test(path) || headers.accept?.includes('text/html') === true
}

const viewFilesShape = z.record(z.string(), z.array(z.string()))

/** What the build says that each view needs, by the first part of its address; nothing where it is of an older one. */
function viewFilesIn(folder: string): Readonly<Record<string, readonly string[]>> {
  const path = join(folder, 'views.json')
  return existsSync(path) ? viewFilesShape.parse(JSON.parse(readFileSync(path, 'utf8'))) : {}
}

/**
 * Serves the player at `/`. Pages that the player makes up itself get its index.html; what is missing below `/api` is a problem.
 */
export async function servePlayer(app: FastifyInstance, folder: string, log: Logger): Promise<void> {
  const built = existsSync(join(folder, 'index.html'))
  if (!built) log.warn(NOT_BUILT)
  if (built) {
    const page = join(folder, 'index.html')
    const viewFiles = new Map(Object.entries(viewFilesIn(folder)))
    await app.register(fastifyStatic, {
      root: folder,
      cacheControl: false,
      // `x.js.br` beside `x.js`, as the build makes them, with an ETag of its own and `Vary: Accept-Encoding`.
      preCompressed: true,
      setHeaders: (reply, path) => {
        const isNamedByContent = path.startsWith(join(folder, 'assets'))
        void reply.header('cache-control', isNamedByContent ? FOR_EVER : 'no-cache')
        if (!path.startsWith(page)) return
        // What the view of this address needs is on its way before the file of the shell asks for it.
        const [, view = ''] = /^\/([^/?]*)/.exec(reply.request.url) ?? []
        const links = viewFiles.get(view)?.map((file) => `</${file}>; rel=modulepreload`)
        if (links !== undefined) void reply.header('link', links.join(', '))
      },
    })
  }
  app.setNotFoundHandler((request, reply) => {
    if (!isPageRequest(request)) throw new Problem('not-found', 'This address leads nowhere.')
    if (!built) return reply.code(503).type('text/plain; charset=utf-8').send(`${NOT_BUILT}\n`)
    return reply.sendFile('index.html')
  })
}
