import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config.ts'
import { connectClient } from '../connect-client.ts'
import { interruption } from '../output/interruption.ts'
import { standardStreams } from '../output/output-streams.ts'
import { recordOutput } from '../output/record-output.ts'
import { recommenderSettings } from '../run/recommend.ts'
import { replayUntilStopped } from './replay.ts'
import { parseReplay } from './replay-options.ts'
import type { ReplayOptions } from './replay-options.ts'
import { parseState, printState } from './state.ts'
import type { StateOptions } from './state.ts'

/** Replays what the running system has recorded, until done or Ctrl-C. @throws {ConfigError} @returns the exit code. */
export async function runReplay(config: Config, topic: string, options: ReplayOptions): Promise<number> {
  const [serving] = config.SLIPSTREAM_MODELS
  const plan = parseReplay(topic, options, serving, Date.now())
  const signal = interruption()
  const runtime = await connectClient(config, 'replay', signal)
  return replayUntilStopped(
    {
      runtime,
      output: recordOutput(),
      err: standardStreams.err,
      now: Date.now,
      wait: (ms) => sleep(ms, undefined, { signal }),
      settings: recommenderSettings(config),
      serving,
    },
    plan,
  )
}

/** Prints the state of a listener at a moment. @throws {ConfigError} @returns the exit code. */
export async function runState(config: Config, options: StateOptions): Promise<number> {
  const plan = parseState(options, Date.now())
  const [serving] = config.SLIPSTREAM_MODELS
  const output = recordOutput()
  const runtime = await connectClient(config, 'state')
  return printState({ runtime, output, err: standardStreams.err, settings: recommenderSettings(config), serving }, plan)
}
