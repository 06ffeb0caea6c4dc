import { Environment, EvaluationError, ParseError, TypeError as CelTypeError } from '@marcbachmann/cel-js'
import { ConfigError } from '../../engine/errors.ts'

/**
 * `--where` is an expression of CEL, the Common Expression Language (https://cel.dev), over the fields of a line: no loops, no
 * assignments, no calls but of its own functions, so that it ends and does nothing but tell true from false. A pattern given to
 * `matches` is one of JavaScript.
 */
export const WHERE_VARIABLES = [
  ...['topic', 'partition', 'offset', 'timestamp', 'key', 'headers', 'schemaId', 'value', 'raw', 'error'],
] as const

/** Whether a line is wanted. */
export type Where = (line: Readonly<Record<string, unknown>>) => WhereResult
/** `error`: the line has not what the expression asks for, such as a field of a value that is null. */
export type WhereResult =
  { readonly kind: 'wanted' | 'unwanted' } | { readonly kind: 'error'; readonly message: string }

const ABSENT = Object.fromEntries(WHERE_VARIABLES.map((name) => [name, null]))

/** @throws {ConfigError} showing the place, when it is no such expression. */
export function parseWhere(text: string): Where {
  const environment = environmentOf()
  let evaluate: (line: Readonly<Record<string, unknown>>) => unknown
  try {
    const parsed = environment.parse(text)
    const checked = parsed.check()
    if (!checked.valid) throw checked.error ?? new Error('it is not valid')
    if (checked.type !== 'bool' && checked.type !== 'dyn')
      throw new Error(`it gives ${checked.type}, not true or false`)
    evaluate = (line) => parsed(line)
  } catch (error) {
    throw new ConfigError(
      `--where: ${messageOf(error)}\nAn expression of CEL, such as: value.event == "liked" && offset > 5`,
    )
  }
  return (line) => {
    try {
      const result = evaluate({ ...ABSENT, ...line })
      if (result === true || result === false) return result ? WANTED : UNWANTED
      return { kind: 'error', message: 'it gives neither true nor false' }
    } catch (error) {
      if (!isOfExpression(error)) throw error
      return { kind: 'error', message: messageOf(error) }
    }
  }
}

const WANTED = { kind: 'wanted' } as const
const UNWANTED = { kind: 'unwanted' } as const

const isOfExpression = (error: unknown): error is Error =>
  error instanceof EvaluationError || error instanceof ParseError || error instanceof CelTypeError

/** The numbers of JSON are doubles to CEL, which does not calculate with a double and a whole number written in the expression. */
function environmentOf(): Environment {
  const environment = new Environment({ unlistedVariablesAreDyn: false })
  for (const name of WHERE_VARIABLES) environment.registerVariable(name, 'dyn')
  const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
    '%': (a, b) => a % b,
  }
  for (const [sign, calculate] of Object.entries(operators)) {
    environment.registerOperator(`double ${sign} int`, (a: number, b: bigint) => calculate(a, Number(b)))
    environment.registerOperator(`int ${sign} double`, (a: bigint, b: number) => calculate(Number(a), b))
  }
  environment.registerOperator('double % double', (a: number, b: number) => a % b)
  return environment
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
