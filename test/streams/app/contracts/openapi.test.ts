import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Validator } from '@seriousme/openapi-schema-validator'
import type { FastifyInstance } from 'fastify'
import { expect, it } from 'vitest'
import { startRig } from '../../../processors/websocket-bridge/bridge-rig.ts'
import { publishedOpenApi } from '../../../support/published.ts'

const CREATED = 'fastify.initialization'
const FILES = new Set(['GET /*'])

it('is OpenAPI 3.1', async () => {
  const validator = new Validator()
  expect(await validator.validate(publishedOpenApi())).toMatchObject({ valid: true })
  expect(validator.version).toBe('3.1')
})

it('has every route of the server, and no other', async () => {
  const served: string[] = []
  const onCreated = (message: unknown) => {
    const { fastify } = message as { readonly fastify: FastifyInstance } // as Fastify publishes it
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) served.push(`${each} ${url.replace(/:(\w+)/g, '{$1}')}`)
    })
  }
  subscribe(CREATED, onCreated)
  await startRig({ open: false })
  unsubscribe(CREATED, onCreated)
  const published = Object.entries(publishedOpenApi().paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
  // Fastify answers HEAD beside each GET, and serves the files of the player at every other address.
  const routes = served.filter((route) => !route.startsWith('HEAD ') && !FILES.has(route))
  expect(routes.toSorted()).toStrictEqual(published.toSorted())
})
