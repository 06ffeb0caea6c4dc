import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AvroSchema } from './avro.ts'

/**
 * Schemas by id, kept in the data folder: one file for each id that this machine has written or read. They are what a registry
 * is held against: one that has lost its ids, or gives them to other schemas, would make every record undecodable.
 */
export interface KeptSchemas {
  get(id: number): AvroSchema | undefined
  all(): readonly (readonly [id: number, schema: AvroSchema])[]
  /** A file that cannot be written is no error: it is written again when the schema is next asked for. */
  keep(id: number, schema: AvroSchema): void
}

const FILE = /^(\d+)\.json$/

export const noKeptSchemas: KeptSchemas = { get: () => undefined, all: () => [], keep: () => undefined }

/** @param folder of one Kafka cluster: another cluster has another registry. */
export function openKeptSchemas(folder: string): KeptSchemas {
  const schemas = new Map<number, AvroSchema>()
  for (const name of namesIn(folder)) {
    const id = FILE.exec(name)?.[1]
    const schema = id === undefined ? null : readSchema(join(folder, name))
    if (schema !== null) schemas.set(Number(id), schema)
  }
  return {
    get: (id) => schemas.get(id),
    all: () => [...schemas],
    keep(id, schema) {
      if (schemas.has(id)) return
      schemas.set(id, schema)
      const path = join(folder, `${id}.json`)
      try {
        mkdirSync(folder, { recursive: true })
        writeFileSync(`${path}.${process.pid}.part`, `${JSON.stringify(schema)}\n`)
        renameSync(`${path}.${process.pid}.part`, path)
      } catch {
        // What is not kept is asked for again.
      }
    },
  }
}

export const keptSchemasFolder = (dataFolder: string, clusterId: string): string =>
  join(dataFolder, 'schemas', encodeURIComponent(clusterId))

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** A damaged file is as good as none. */
function readSchema(path: string): AvroSchema | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as AvroSchema // written above
  } catch {
    return null
  }
}
