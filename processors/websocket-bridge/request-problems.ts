import type * as z from 'zod/mini'

type Issue = z.core.$ZodIssue

/** How the types of values are called in a sentence. */
const NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
}

/** What a request lacks or has wrong, a sentence for each. @param whole what it is called by itself, such as `body`. */
export function problemsIn({ issues }: z.core.$ZodError, whole: string): string {
  return issues.map((issue) => `${issue.path.join('.') || whole} ${ruleOf(issue)}.`).join(' ')
}

function ruleOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      // zod knows a fraction by the format that it should have.
      return issue.input === undefined && issue.message.includes('undefined')
        ? `is missing: it has to be ${NAMES[issue.expected] ?? issue.expected}`
        : `has to be ${NAMES[issue.expected] ?? issue.expected}`
    case 'too_big':
      return `has to be at most ${amount(Number(issue.maximum), issue.origin)}`
    case 'too_small':
      return Number(issue.minimum) === 1 && issue.origin !== 'number' && issue.origin !== 'int'
        ? 'must not be empty'
        : `has to be at least ${amount(Number(issue.minimum), issue.origin)}`
    case 'invalid_value':
      return `has to be one of ${issue.values.map(String).join(', ')}`
    case 'invalid_format':
      return 'has to be of printable ASCII characters without spaces, and not too long'
    default:
      return 'is not of the form that the contract gives it'
  }
}

function amount(count: number, origin: string): string {
  const number = count.toLocaleString('en')
  if (origin === 'string') return `${number} ${count === 1 ? 'character' : 'characters'} long`
  return origin === 'array' ? `${number} ${count === 1 ? 'item' : 'items'} long` : number
}
