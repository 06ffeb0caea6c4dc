import { Command } from 'commander'
import { print, standardError, standardOutput } from '../output/output-streams.ts'
import { programVersion } from '../program-version.ts'
import { addAcls } from './commands/acls.ts'
import { addDeadLetters } from './commands/dead-letters.ts'
import { addDoctor } from './commands/doctor.ts'
import { addEvaluate } from './commands/evaluate.ts'
import { addExport } from './commands/export.ts'
import { addForget } from './commands/forget.ts'
import { addGroup } from './commands/group.ts'
import { addImport } from './commands/import.ts'
import { addLibrary } from './commands/library.ts'
import { addPause } from './commands/pause.ts'
import { addRecords } from './commands/records.ts'
import { addReplay } from './commands/replay.ts'
import { addSchema } from './commands/schema.ts'
import { addServices } from './commands/services.ts'
import { addTopic } from './commands/topic.ts'
import { addTrace } from './commands/trace.ts'

/** The `slipstream` command; each subcommand loads only what it needs. */
export const program = new Command('slipstream')
  .description(
    'A music service that is nothing but streams. Records go to standard output, everything else to standard error.',
  )
  .version(programVersion())
  .exitOverride() // `report.ts` knows the exit codes; subcommands inherit this
  .showHelpAfterError()
  .configureOutput({
    writeOut: (text) => print(standardOutput, text),
    writeErr: (text) => print(standardError, text),
  })

const groups = [
  addServices,
  addAcls,
  addDeadLetters,
  addDoctor,
  addLibrary,
  addForget,
  addImport,
  addTopic,
  addSchema,
  addGroup,
  addPause,
  addEvaluate,
  addExport,
  addReplay,
  addTrace,
  addRecords,
]
for (const add of groups) add(program)
