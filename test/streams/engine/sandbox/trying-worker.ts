import '../../../../streams/engine/sandbox/no-network.ts'
import { onTheNetwork, onThisMachine, tried } from './attempts.ts'

interface Question {
  readonly path: string
  readonly library: string
  readonly folders?: readonly [string, string]
  readonly port?: number
}

/** A process that does what its question says, for tests of what is done about it. */
process.on('message', (question: Question) => {
  switch (question.path) {
    case 'crash':
      console.error('out of luck')
      return process.exit(3)
    case 'hang':
      for (;;);
    case 'hoard':
      setInterval(() => hoard.push(Buffer.alloc(20_000_000, 1)), 1)
      return
    case 'hoard on the heap':
      for (;;) hoardedText.push(String(hoardedText.length).repeat(100).split(''))
    case 'hoard at once':
      hoard.push(Buffer.alloc(2 ** 30, 1))
      return process.send?.(answer('hoarded'))
    case 'slow':
      inSteps(60_000)
      return
    case 'drip':
      inSteps(1)
      return
    case 'attempts':
      return process.send?.(tried(onThisMachine(...(question.folders ?? ['', '']))))
    case 'network':
      return process.send?.(tried(onTheNetwork(question.port ?? 0)))
    case 'environment':
      return process.send?.(Object.keys(process.env))
    case 'transient':
      return process.send?.({ kind: 'transient', message: 'EMFILE: too many open files' })
    default:
      return process.send?.(answer(question.path))
  }
})
process.send?.('ready')

const hoard: Buffer[] = []
const hoardedText: string[][] = []

/** Says 30 times that it heard some more. */
function inSteps(analysedMsEach: number): void {
  let steps = 0
  const timer = setInterval(() => {
    steps += 1
    if (steps < 30) return process.send?.({ analysedMs: steps * analysedMsEach })
    clearInterval(timer)
    return process.send?.(answer('slow'))
  }, 80)
}

/** Names its process, so that a test sees which one answered. */
function answer(message: string) {
  return { kind: 'analysed', analysis: { ok: false, code: 'too-short', message: `${message} ${process.pid}` } }
}
