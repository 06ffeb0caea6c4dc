import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { applicationOf, slipstreamTopics } from '../../../../../streams/app/application.ts'
import { parseConfig } from '../../../../../streams/app/config.ts'
import { provision } from '../../../../../streams/engine/runtime/provision.ts'
import { connectRuntime } from '../../../../../streams/engine/runtime/runtime.ts'
import type { Runtime } from '../../../../../streams/engine/runtime/runtime.ts'
import { withoutSettings } from '../../../../support/outside-tools.ts'
import { settingsOf, startStack } from '../../../../support/stack.ts'
import type { Stack } from '../../../../support/stack.ts'

const MAIN = fileURLToPath(new URL('../../../../../streams/app/cli/main.ts', import.meta.url))

/** What a command printed, and with what it ended. */
export interface Ran {
  readonly code: unknown
  readonly out: string
  readonly err: string
  /** Of `out`. */
  readonly lines: readonly string[]
}

/** A real Kafka and registry with our topics, and the commands as their users start them. */
export interface LogTools {
  readonly stack: Stack
  readonly runtime: Runtime
  /** What tells a process to use the stack. */
  readonly environment: Readonly<Record<string, string>>
  /** Starts a command. */
  slipstream(...args: readonly string[]): ReturnType<typeof started>
  /** Runs a command to its end. */
  ran(args: readonly string[], input?: string): Promise<Ran>
  /** Reads nothing for a while: everything between fills up. */
  ranSlowly(args: readonly string[]): Promise<Ran>
}

const SLOW_MS = 1_500

export async function startLogTools(): Promise<LogTools> {
  const stack = await startStack()
  const log = pino({ level: 'silent' })
  await provision({ ...slipstreamTopics, settings: stack.addresses }, log)
  const environment = { ...settingsOf(stack.addresses, stack.dataFolder), SLIPSTREAM_LOG_LEVEL: 'silent' }
  const signal = new AbortController().signal
  const runtime = await connectRuntime(applicationOf(parseConfig(environment)), { name: 'test', log, signal })
  const slipstream = (...args: readonly string[]) => started(args, environment)
  return {
    stack,
    runtime,
    environment,
    slipstream,
    ran(args, input = '') {
      const command = slipstream(...args)
      command.child.stdin.end(input)
      return endOf(command)
    },
    async ranSlowly(args) {
      const command = slipstream(...args)
      command.child.stdin.end()
      command.child.stdout.pause()
      await once(command.child.stdout, 'readable')
      await wait(SLOW_MS)
      return endOf(command)
    },
  }
}

function started(args: readonly string[], environment: Readonly<Record<string, string>>) {
  const env = { ...withoutSettings(process.env), ...environment }
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], { env })
  const ended = once(child, 'close').then(([code, signal]: unknown[]) => code ?? signal)
  return { child, ended }
}

async function endOf({ child, ended }: ReturnType<typeof started>): Promise<Ran> {
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await ended, out, err, lines: out.split('\n').slice(0, -1) }
}
