import { exitWhenPrinted } from '../../../../streams/app/output/exit-when-printed.ts'
import { standardStreams } from '../../../../streams/app/output/output-streams.ts'

for (let line = 1; line <= Number(process.argv[2]); line += 1) standardStreams.out(`line ${line}`)
standardStreams.err('printed')
await exitWhenPrinted(3)
