import type { Command } from 'commander'
import { addressesOf } from '../../addresses.ts'
import { exitWhenPrinted } from '../../output/exit-when-printed.ts'
import { standardStreams } from '../../output/output-streams.ts'
import { rowsOutput } from '../../output/rows-output.ts'
import { configured } from './configured.ts'

const SUBJECT = 'a subject, as in the list, or a topic'

/** Schemas in the registry. */
export function addSchema(program: Command): void {
  const schema = program.command('schema').description('look at the schemas in the registry, and check new ones')

  schema
    .command('list')
    .description('print one line for each subject: versions, newest id, and level of compatibility')
    .action(async () => {
      const { listSchemas, registry } = await parts()
      await exitWhenPrinted(await listSchemas(registry, rowsOutput()))
    })

  schema
    .command('show')
    .description('print a schema')
    .argument('<subject>', SUBJECT)
    .argument('[version]', 'a number or latest', 'latest')
    .option('--raw', 'as it was registered, with attributes that only our own generator reads (brand)')
    .action(async (name: string, version: string, { raw = false }: { readonly raw?: boolean }) => {
      const { showSchema, registry } = await parts()
      await exitWhenPrinted(await showSchema(registry, { name, version, raw }, rowsOutput(), standardStreams))
    })

  schema
    .command('diff')
    .description('print one line for each field that differs between two versions, or a version and a file')
    .argument('<subject>', SUBJECT)
    .argument('<from>', 'a version, latest, or an .avsc file')
    .argument('[to]', 'the same', 'latest')
    .action(async (name: string, from: string, to: string) => {
      const { diffSchemas, registry } = await parts()
      await exitWhenPrinted(await diffSchemas(registry, { name, from, to }, rowsOutput(), standardStreams))
    })

  schema
    .command('check')
    .description('ask the registry whether an .avsc file could be registered; exit with 5 if not')
    .argument('<subject>', SUBJECT)
    .argument('<file>', 'an .avsc file')
    .action(async (subject: string, file: string) => {
      const { checkSchema, registry } = await parts()
      await exitWhenPrinted(await checkSchema(registry, subject, file, rowsOutput(), standardStreams))
    })
}

async function parts() {
  const [commands, { registryApi }] = await Promise.all([
    import('../../topics/schemas.ts'),
    import('../../topics/registry-api.ts'),
  ])
  const { registryUrl, access } = addressesOf(configured())
  return { ...commands, registry: registryApi(registryUrl, access.registry) }
}
