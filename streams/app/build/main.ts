import { PROGRAM_FOLDER } from '../program-folder.ts'
import { standardOutput } from '../output/output-streams.ts'
import { buildProgram } from './build-program.ts'

const sources = await buildProgram(PROGRAM_FOLDER)
standardOutput.write(`Built the program from ${sources} sources.\n`)
