import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processesOf } from '../../bench/processes.ts'
import { makeMusic } from '../../support/music.ts'
import { startSlipstream } from '../../support/slipstream.ts'

/** Everything, as `npm start` runs it, with a few tracks. */
export interface EmbeddedService {
  readonly url: string
  /** The long-lived processes by pid, with what each holds resident now, in MiB. */
  resident(): ReadonlyMap<number, { readonly name: string; readonly mebibytes: number }>
  stop(): Promise<void>
}

const TRACK_MS = 3_000
/** Children that come and go, and those that compile TypeScript for the others. */
const NOT_WATCHED = /decoding child|esbuild/

export async function startEmbeddedService(): Promise<EmbeddedService> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-fuzz-'))
  const music = join(folder, 'music')
  makeMusic(music, TRACK_MS)
  const running = await startSlipstream(join(folder, 'data'), [music])
  await running.until(/ analysed/)
  return {
    url: running.url,
    resident() {
      const all = [...processesOf(running.child.pid ?? 0)].filter(([, { name }]) => !NOT_WATCHED.test(name))
      return new Map(all.map(([pid, { name }]) => [pid, { name, mebibytes: residentMebibytes(pid) }]))
    },
    async stop() {
      await running.stop('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** From /proc (Linux only); 0 for a process that has just ended. */
function residentMebibytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024
  } catch {
    return 0
  }
}
