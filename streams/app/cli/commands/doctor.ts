import type { Command } from 'commander'
import { exitWhenPrinted } from '../../output/exit-when-printed.ts'

/** What is wrong, and what to do about it. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description(
      'check settings, folders, ports, decoders and everything that runs, and say what to do next; exit with 5 if a check failed',
    ) // prettier-ignore
    .action(async () => {
      const { doctor } = await import('../../doctor/doctor.ts')
      await exitWhenPrinted(await doctor(process.env))
    })
}
