import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Brokers as `npm run cluster` starts them. */
export interface RunningCluster {
  /** Of the command; the brokers are its descendants. */
  readonly pid: number
  /** What it says Slipstream is to be given. */
  readonly settings: Readonly<Record<string, string>>
  /** Ends it by a signal. @returns its exit code, or the signal that it died of. */
  end(signal: 'SIGINT' | 'SIGKILL'): Promise<number | string | null>
}

const MAIN = fileURLToPath(new URL('../../streams/app/embedded/cluster/main.ts', import.meta.url))

/** @throws {Error} with what it said when it did not start. */
export async function runCluster(args: readonly string[]): Promise<RunningCluster> {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>
  const end = async (signal: 'SIGINT' | 'SIGKILL') => {
    child.kill(signal)
    const [code, died] = await exited
    return code ?? died
  }
  let said = ''
  const isUp = new Promise<boolean>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (/^KAFKA_BROKERS=[^]*\n\n$/m.test(said)) resolve(true)
    })
    void exited.then(() => resolve(false))
  })
  if (!(await isUp)) throw new Error(said)
  const settings = said.split('\n').flatMap((line) => {
    const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [[name, value] as const]
  })
  return { pid: child.pid ?? 0, settings: Object.fromEntries(settings), end }
}
