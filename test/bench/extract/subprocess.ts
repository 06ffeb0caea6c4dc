import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Answer, Agreement, Summary, Task, Times } from './protocol.ts'

/** A process that does tasks, one at a time, and is started once, so that its start is in no figure. */
export interface Subject {
  times(task: Task): Promise<Times>
  summaries(files: readonly string[]): Promise<readonly Summary[]>
  agreement(files: readonly string[]): Promise<Agreement>
  /** Resolves when it has ended. */
  end(): Promise<void>
}

export function startSubject(command: string, args: readonly string[]): Subject {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ask = async (task: Task): Promise<Answer> => {
    child.stdin.write(`${JSON.stringify(task)}\n`)
    const line = await lines.next()
    if (line.done === true) throw new Error(`${command} ${args.join(' ')} ended on the way: see what it said above.`)
    return JSON.parse(line.value) as Answer // the process is one of this bench's own
  }
  return {
    async times(task) {
      const answer = await ask(task)
      if (!('cpuS' in answer)) throw new Error(`"${task.work}" gave no times.`)
      return answer
    },
    async summaries(files) {
      const answer = await ask({ work: 'summaries', files })
      if (!('summaries' in answer)) throw new Error('"summaries" gave none.')
      return answer.summaries
    },
    async agreement(files) {
      const answer = await ask({ work: 'agreement', files })
      if (!('agreement' in answer)) throw new Error('"agreement" gave none.')
      return answer.agreement
    },
    async end() {
      const closed = once(child, 'close')
      child.stdin.end()
      await closed
    },
  }
}
