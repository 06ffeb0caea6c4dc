import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { parse } from 'yaml'
import { z } from 'zod'

/** What `docker compose config` makes of docker-compose.yml, without Docker: variables filled in, services of other profiles left out. */

const root = fileURLToPath(new URL('../../', import.meta.url))
export const composeText = readFileSync(join(root, 'docker-compose.yml'), 'utf8')

/** The file is ours: as many aliases as it likes. */
const parsed = (text: string): unknown => parse(text, { merge: true, maxAliasCount: -1 })

export const serviceSchema = z.object({
  image: z.string(),
  user: z.string().optional(),
  command: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  network_mode: z.string().optional(),
  mem_limit: z.string().optional(),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
  healthcheck: z
    .object({ test: z.array(z.string()), interval: z.string(), start_interval: z.string().optional() })
    .optional(),
  depends_on: z
    .record(z.string(), z.object({ condition: z.string(), required: z.boolean().default(true) }))
    .default({}),
  build: z.object({ dockerfile_inline: z.string() }).optional(),
})
export type ComposeService = z.infer<typeof serviceSchema>

const fileSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  secrets: z.record(z.string(), z.object({ file: z.string() })).default({}),
  volumes: z.record(z.string(), z.null()).default({}),
})
export type ComposeFile = z.infer<typeof fileSchema>

/** As it is written, with its variables. */
export const composeFile = (): ComposeFile => fileSchema.parse(parsed(composeText))

/**
 * A value as compose fills it in: `${NAME}`, `${NAME:-otherwise}`, `${NAME:+then}`, and `$$` for a dollar.
 * @throws {Error} where a dollar begins none of these.
 */
export function filledIn(value: string, env: Readonly<Record<string, string>> = {}): string {
  return value.replace(/\$(?:(\$)|\{(\w+)(?::([-+])([^}]*))?\}|)/g, (whole, ...found: (string | undefined)[]) => {
    const [dollar, name, sign, word = ''] = found
    if (dollar !== undefined) return '$'
    if (name === undefined) throw new Error(`${whole} is no variable in ${value}: a dollar is written as $$.`)
    const given = env[name] ?? ''
    if (sign === '+') return given === '' ? '' : word
    return given === '' ? word : given
  })
}

/** All texts of a value filled in, but no keys: as compose does. */
function filledThrough(value: unknown, env: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return filledIn(value, env)
  if (Array.isArray(value)) return value.map((each) => filledThrough(each, env))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filledThrough(each, env)]))
}

/** Variables of an env file: NAME=value lines and comments. */
export const envFile = (name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readFileSync(join(root, name), 'utf8')
      .split('\n')
      .flatMap((line) => {
        const [, variable, value] = /^(\w+)=(.*)$/.exec(line) ?? []
        return variable === undefined || value === undefined ? [] : [[variable, value]]
      }),
  )

/**
 * The file as compose runs it with these variables. Profiles are those of COMPOSE_PROFILES.
 * @throws {Error} naming every service that needs one of a profile that is not on.
 */
export function composeConfig(env: Readonly<Record<string, string>> = {}, text = composeText): ComposeFile {
  const whole = fileSchema.parse(filledThrough(parsed(text), env))
  const on = (env['COMPOSE_PROFILES'] ?? '').split(',')
  const isOn = ({ profiles }: ComposeService) => profiles.length === 0 || profiles.some((each) => on.includes(each))
  const services = Object.fromEntries(Object.entries(whole.services).filter(([, service]) => isOn(service)))
  const dangling = Object.entries(services).flatMap(([name, { depends_on }]) =>
    Object.entries(depends_on)
      .filter(([needed, { required }]) => required && !(needed in services))
      .map(([needed]) => `${name} needs ${needed}, which is of another profile.`),
  )
  if (dangling.length > 0) throw new Error(dangling.join('\n'))
  for (const service of Object.values(services)) {
    service.depends_on = Object.fromEntries(Object.entries(service.depends_on).filter(([needed]) => needed in services))
  }
  return { ...whole, services }
}

/** How the file breaks the compose specification, by its JSON schema; null: it does not. */
export function specificationErrors(env: Readonly<Record<string, string>> = {}): string | null {
  const folder = dirname(createRequire(import.meta.url).resolve('dclint/package.json'))
  const schema: unknown = JSON.parse(
    readFileSync(join(folder, 'schemas', 'compose.schema.json'), 'utf8'),
    // It names draft 7 by an address that Ajv knows with http alone.
    (key, value: unknown) => (key === '$schema' ? undefined : value),
  )
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
  const validate = ajv.compile(z.record(z.string(), z.unknown()).parse(schema))
  return validate(filledThrough(parsed(composeText), env)) ? null : ajv.errorsText(validate.errors)
}
