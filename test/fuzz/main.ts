import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { findFfmpeg } from '../../processors/shared/ffmpeg/find-ffmpeg.ts'
import { audioSubject } from './audio.ts'
import { inWords } from '../bench/figures.ts'
import { fuzz } from './fuzz.ts'
import { fuzzEmbedded } from './live/command.ts'
import { figuresOf, tableOf } from './report.ts'
import { seeds } from './seeds.ts'
import { tagsSubject } from './tags.ts'

const USAGE = `npm run fuzz -- audio|tags [--files 2000] [--seed 1] [--only NUMBER] [--keep data/fuzz] [--json]
npm run fuzz -- live [--messages 1000000] [--seed 1] [--json]

Gives bad files of every format to the decoders, or to the reader of tags; or sends hostile messages and requests to
everything as npm start runs it, while an ordinary listener plays. Exit code 1: something happened that must not; a file
is kept, and named with its seed and its number.
`

const subjects = { audio: audioSubject, tags: tagsSubject }
const isSubject = (name: string): name is keyof typeof subjects => Object.hasOwn(subjects, name)

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    messages: { type: 'string', default: '1000000' },
    files: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    keep: { type: 'string', default: 'data/fuzz' },
    json: { type: 'boolean', default: false },
  },
})
const [name = ''] = positionals
const say = (line: string) => process.stderr.write(`${line}\n`)
if (name === 'live') {
  const { figures, faults } = await fuzzEmbedded({
    messages: Number(values.messages),
    seed: Number(values.seed),
    say,
  })
  process.stdout.write(`${figures.map((f) => (values.json ? JSON.stringify(f) : inWords(f))).join('\n')}\n`)
  for (const fault of faults) say(`FAULT: ${fault}`)
  process.exitCode = faults.length > 0 ? 1 : 0
} else if (!isSubject(name)) {
  process.stderr.write(USAGE)
  process.exitCode = 2
} else {
  const ffmpeg = await findFfmpeg(process.env['PATH'] ?? '')
  if (ffmpeg === null) process.stderr.write('There is no ffmpeg on the PATH: what needs it is left out.\n')
  const subject = await subjects[name]()
  try {
    const tried = await fuzz(subject, await seeds(ffmpeg), {
      files: Number(values.files),
      seed: Number(values.seed),
      keep: resolve(values.keep),
      say,
      ...(values.only === undefined ? {} : { only: Number(values.only) }),
    })
    const lines = values.json ? figuresOf(`fuzz ${name}`, tried).map((f) => JSON.stringify(f)) : [tableOf(tried)]
    process.stdout.write(`${lines.join('\n')}\n`)
    process.exitCode = tried.some(({ faults }) => faults.length > 0) ? 1 : 0
  } finally {
    await subject.close()
  }
}
