/** A process that does what its question says, for tests of what is done about it. */
process.on('message', (question: { readonly path: string; readonly library: string }) => {
  switch (question.path) {
    case 'crash':
      console.error('out of luck')
      return process.exit(3)
    case 'crash once': // `library` counts: the first process leaves a mark there
      return void crashOnce(question.library)
    case 'hang':
      for (;;);
    case 'hoard':
      setInterval(() => hoard.push(Buffer.alloc(20_000_000, 1)), 1)
      return
    case 'slow': {
      let steps = 0
      const timer = setInterval(() => {
        steps += 1
        if (steps < 30) return process.send?.('progress')
        clearInterval(timer)
        return process.send?.(answer('slow'))
      }, 50)
      return
    }
    case 'environment':
      return process.send?.(Object.keys(process.env))
    case 'weather':
      return process.send?.({ kind: 'weather', message: 'EMFILE: too many open files' })
    default:
      return process.send?.(answer(question.path))
  }
})
process.send?.('ready')

const hoard: Buffer[] = []

/** Names its process, so that a test sees which one answered. */
function answer(message: string) {
  return { kind: 'heard', heard: { ok: false, code: 'too-short', message: `${message} ${process.pid}` } }
}

async function crashOnce(folder: string): Promise<void> {
  const { existsSync, writeFileSync } = await import('node:fs')
  const mark = `${folder}/crashed`
  if (existsSync(mark)) {
    process.send?.(answer('crash once'))
    return
  }
  writeFileSync(mark, '')
  process.exit(3)
}
