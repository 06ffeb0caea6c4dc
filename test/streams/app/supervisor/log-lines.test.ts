import { describe, expect, it } from 'vitest'
import { lastErrorLine, userFacingLine } from '../../../../streams/app/supervisor/log-lines.ts'

describe('the line shown for a log line', () => {
  const cases: readonly (readonly [string, string, string | null])[] = [
    ['information is not shown', '{"level":30,"msg":"State was restored."}', null],
    ['a warning', '{"level":40,"msg":"Not ready."}', 'recommend: warning: Not ready.'],
    [
      'an error with its cause',
      '{"level":50,"msg":"The batch failed.","err":{"message":"Kafka is away"}}',
      'recommend: error: The batch failed. (Kafka is away)',
    ],
    [
      'an error that says the same twice',
      '{"level":50,"msg":"Away","err":{"message":"Away"}}',
      'recommend: error: Away',
    ],
    [
      'an error whose causes pino has added',
      '{"level":50,"msg":"The group was lost","err":{"message":"The group was lost: Closed connection"}}',
      'recommend: error: The group was lost',
    ],
    ['many lines become one', '{"level":50,"msg":"Away:\\n  at x\\n  at y"}', 'recommend: error: Away: at x at y'],
    ['a long one is cut', JSON.stringify({ level: 50, msg: 'x'.repeat(500) }), `recommend: error: ${'x'.repeat(400)}…`],
    [
      'a warning of the Kafka client is not shown',
      '{"level":40,"kafkajs":"Connection","msg":"Response GroupCoordinator(key: 10, version: 2)"}',
      null,
    ],
    [
      'a name of a file that would write to the clipboard, and a password',
      '{"level":40,"msg":"\\u001b]52;c;aGk=\\u0007 of http://u:s3cret@host"}',
      'recommend: warning: \\u001b]52;c;aGk=\\u0007 of http://***@host',
    ],
    ['a warning of what the user is told elsewhere', '{"level":40,"userFacing":false,"msg":"A dead letter."}', null],
    ['what is no log line', 'Listening on {port}', null],
    ['a line that was cut', '{"level":50,"msg":"The ba', null],
  ]
  it.each(cases)('%s', (_, line, shown) => {
    expect(userFacingLine('recommend', line)).toBe(shown)
  })
})

describe('the last words of a process', () => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['nothing', [], ''],
    ['its last warning or error', ['{"level":50,"msg":"Away"}', '{"level":30,"msg":"Bye"}'], 'Away'],
    ['its last line, when all was well', ['{"level":30,"msg":"Ready"}', '{"level":30,"msg":"Bye"}'], 'Bye'],
    [
      'the message of an error that nobody caught',
      [
        'file:///app/x.ts:12',
        "    throw new Error('no port')",
        '          ^',
        '',
        'TypeError: no port',
        '    at run (file:///app/x.ts:12:11)',
        '    at async main',
        '',
        'Node.js v20.20.2',
      ],
      'TypeError: no port',
    ],
    [
      'a plain error that nobody caught',
      ['Error: No such module.', '    at run', '', 'Node.js v20.20.2'],
      'Error: No such module.',
    ],
    ['a plain line', ['Error opening the store', 'Address already in use'], 'Address already in use'],
  ]
  it.each(cases)('%s', (_, lines, words) => {
    expect(lastErrorLine(lines)).toBe(words)
  })
})
