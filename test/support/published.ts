import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import type { ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'vitest'
import { z } from 'zod'
import { openApiPath } from '../../streams/app/contracts/openapi.ts'

/** The published documents, by which real answers and messages are judged. */

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

const loose = z.looseObject
const response = loose({ $ref: z.string().optional() })
const operation = loose({ responses: z.record(z.string(), response) })
const openApi = loose({ paths: z.record(z.string(), z.record(z.string(), operation)) })
const example = loose({ payload: z.unknown() })
const message = loose({ payload: loose({}), examples: z.array(example).default([]) })
const asyncApi = loose({ channels: loose({ live: loose({ messages: z.record(z.string(), message) }) }) })

export const publishedOpenApi = () => openApi.parse(read('schemas/openapi.json'))
export const publishedAsyncApi = () => asyncApi.parse(read('schemas/asyncapi.json'))

const validators = new Map<string, ValidateFunction>()
function validatorOf(name: string, make: () => ValidateFunction): ValidateFunction {
  const known = validators.get(name) ?? make()
  validators.set(name, known)
  return known
}

/** Fails when an answer is not what `schemas/openapi.json` says of its route and status. */
export function expectPublished(method: string, path: string, status: number, mediaType: string, value: unknown): void {
  const at = `/paths/${encodeURIComponent(openApiPath(path).replaceAll('/', '~1'))}/${method.toLowerCase()}/responses/${status}`
  const validate = validatorOf(`${at} ${mediaType}`, () => {
    const ajv = new Ajv2020({ strict: false })
    const document = publishedOpenApi()
    ajv.addSchema({ ...document, $id: 'openapi.json' })
    const response = document.paths[openApiPath(path)]?.[method.toLowerCase()]?.responses[status]
    const resolved = response?.$ref?.slice(1) ?? at
    return ajv.compile({ $ref: `openapi.json#${resolved}/content/${mediaType.replaceAll('/', '~1')}/schema` })
  })
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true)
}

/** Fails when a message is not what `schemas/asyncapi.json` says of its type. */
export function expectPublishedMessage(value: { readonly [type: string]: unknown }): void {
  const type = String(value['type'])
  const validate = validatorOf(type, () => {
    const payload = publishedAsyncApi().channels.live.messages[type]?.payload
    if (payload === undefined) throw new Error(`asyncapi.json has no message ${type}.`)
    return new Ajv({ strict: false }).compile(payload)
  })
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true)
}
