import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { allTopics } from '../../schemas/topics.ts'
import { parseExport, runExport } from '../../streams/app/export/export.ts'
import { parseSql, runSql } from '../../streams/app/export/sql.ts'
import { recordOutput } from '../../streams/app/output/record-output.ts'
import { listeningHistory } from '../support/listening-history.ts'
import { temporaryFolders } from '../support/temporary.ts'

const newFolder = temporaryFolders('questions')
const notebook = readFileSync(fileURLToPath(new URL('../../examples/questions.ipynb', import.meta.url)), 'utf8')

interface Cell {
  readonly cell_type: string
  readonly source: readonly string[]
}

/** The code of the notebook, as one program. */
const code = (JSON.parse(notebook) as { readonly cells: readonly Cell[] }).cells
  .filter(({ cell_type: kind }) => kind === 'code')
  .map(({ source }) => source.join(''))
  .join('\n\n')

/** The queries stand in the notebook as `ask("question", """…""")`. */
const questions = [...code.matchAll(/ask\("([^"]+)", """([^]*?)"""\)/g)].map(([, question = '', sql = '']) => ({
  question,
  sql,
}))

/** A Python with DuckDB: that of PYTHON, or the one on the path. */
function pythonWithDuckDb(): string | null {
  const python = process.env['PYTHON'] ?? 'python3'
  try {
    execFileSync(python, ['-c', 'import duckdb, pandas'], { stdio: 'ignore' })
    return python
  } catch {
    return null
  }
}
const python = pythonWithDuckDb()

const silent = { out: () => undefined, err: () => undefined }
const exported = listeningHistory(newFolder()).then(async ({ runtime }) => {
  const folder = newFolder()
  const topics = ['plays', 'recommendations', 'feedback', 'audio-references', 'track-aliases']
  expect(await runExport(runtime, parseExport(topics, { format: 'parquet', out: folder }, 0), silent)).toBe(0)
  return { runtime, folder }
})

async function answerOf(sql: string): Promise<readonly unknown[]> {
  const { runtime } = await exported
  let text = ''
  const stream = { write: (written: string, done: () => void) => ((text += written), done(), true), on: () => stream } as never // prettier-ignore
  const request = parseSql(sql, {}, { nowMs: 0, isTerminal: false })
  const connect = () => Promise.resolve(runtime)
  const signal = new AbortController().signal
  expect(await runSql(request, { connect, signal, streams: silent, output: recordOutput(stream) })).toBe(0)
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}

it('the notebook asks five questions, which slipstream sql answers', async () => {
  const answers = Object.fromEntries(
    await Promise.all(questions.map(async ({ question, sql }) => [question, await answerOf(sql)] as const)),
  )
  expect(answers).toMatchInlineSnapshot(`
    {
      "a week": [
        {
          "day": "2026-01-04",
          "finished": 0,
          "minutes": 4,
          "skipped": 2,
          "tracks": 3,
        },
        {
          "day": "2026-01-05",
          "finished": 1,
          "minutes": 5,
          "skipped": 1,
          "tracks": 3,
        },
        {
          "day": "2026-01-06",
          "finished": 0,
          "minutes": 6,
          "skipped": 2,
          "tracks": 3,
        },
        {
          "day": "2026-01-07",
          "finished": 1,
          "minutes": 7,
          "skipped": 1,
          "tracks": 3,
        },
        {
          "day": "2026-01-08",
          "finished": 0,
          "minutes": 8,
          "skipped": 2,
          "tracks": 3,
        },
        {
          "day": "2026-01-09",
          "finished": 1,
          "minutes": 9,
          "skipped": 1,
          "tracks": 3,
        },
        {
          "day": "2026-01-10",
          "finished": 0,
          "minutes": 10,
          "skipped": 2,
          "tracks": 3,
        },
      ],
      "exploration": [
        {
          "explored": true,
          "liked_or_finished": 5,
          "offered": 27,
          "rank": 6,
          "share": 0.5,
          "taken": 10,
        },
      ],
      "models": [
        {
          "hits": 2,
          "judged": 8,
          "misled": 1,
          "model": "neighbours-5",
          "score": 0.2,
        },
        {
          "hits": 0,
          "judged": 5,
          "misled": 2,
          "model": "drawn-1",
          "score": -0.25,
        },
      ],
      "skipped genres": [
        {
          "ended": 30,
          "genre": "none",
          "share": 0.933,
          "skipped": 28,
        },
        {
          "ended": 6,
          "genre": "House",
          "share": 0.667,
          "skipped": 4,
        },
        {
          "ended": 19,
          "genre": "Lo-Fi",
          "share": 0.579,
          "skipped": 11,
        },
        {
          "ended": 5,
          "genre": "Classical",
          "share": 0.4,
          "skipped": 2,
        },
      ],
      "time to suggestion": [
        {
          "lists": 27,
          "model": "drawn-1",
          "p50_ms": 144,
          "p99_ms": 148.7,
          "shown": false,
        },
        {
          "lists": 27,
          "model": "neighbours-5",
          "p50_ms": 144,
          "p99_ms": 148.7,
          "shown": true,
        },
      ],
    }
  `)
})

it.skipIf(python === null)(
  'the notebook gives the same answers in Python (skipped without duckdb and pandas)',
  async () => {
    const { folder } = await exported
    const program = `${code}

import json
print(json.dumps({question: con.sql(sql).fetchall() for question, sql in questions.items()}, default=str))
print(json.dumps({question: con.sql(sql).columns for question, sql in questions.items()}))
`
    const file = join(newFolder(), 'questions.py')
    writeFileSync(file, program)
    const printed = execFileSync(python ?? '', [file], { encoding: 'utf8', env: { ...process.env, EXPORTED: folder } })
    const [rows = '', columns = ''] = printed.trimEnd().split('\n').slice(-2)
    const parsedRows = JSON.parse(rows) as Readonly<Record<string, readonly (readonly unknown[])[]>>
    const names = JSON.parse(columns) as Readonly<Record<string, readonly string[]>>
    for (const { question, sql } of questions) {
      const objects = parsedRows[question]?.map(
        (row) => Object.fromEntries(row.map((cell, i) => [names[question]?.[i], cell])) as unknown,
      )
      expect(objects, question).toStrictEqual(await answerOf(sql))
    }
  },
)

it.skipIf(python === null)(
  'DuckDB and pandas read as many rows of each type (skipped without duckdb and pandas)',
  async () => {
    const { runtime } = await exported
    const folder = newFolder()
    const lines: string[] = []
    const names = allTopics.map(({ name }) => name)
    await runExport(runtime, parseExport(names, { format: 'parquet', out: folder }, 0), { ...silent, out: (line) => void lines.push(line) }) // prettier-ignore
    const program = `
import duckdb, json, os, pandas, sys
found = {}
for name in sorted(os.listdir(sys.argv[1])):
    if name.endswith(".parquet"):
        path = os.path.join(sys.argv[1], name)
        rows = duckdb.sql("select count(*) from read_parquet('" + path + "')").fetchall()[0][0]
        types = [str(each) for each in duckdb.sql("select * from read_parquet('" + path + "')").types]
        frame = pandas.read_parquet(path)
        found[name] = [rows, len(frame), len(types), len(frame.columns), str(frame["_timestamp"].dtype), types[3]]
print(json.dumps(found))
`
    const file = join(newFolder(), 'read.py')
    writeFileSync(file, program)
    const found = JSON.parse(execFileSync(python ?? '', [file, folder], { encoding: 'utf8' })) as Readonly<Record<string, unknown[]>> // prettier-ignore
    expect(Object.keys(found)).toHaveLength(names.length)
    for (const line of lines) {
      const facts = JSON.parse(line) as { readonly file: string; readonly records: number }
      const [duckdb, pandas, columns, pandasColumns, dtype, type] = found[facts.file] ?? []
      expect([duckdb, pandas, columns], facts.file).toStrictEqual([facts.records, facts.records, pandasColumns])
      expect([dtype, type]).toStrictEqual(['datetime64[ms, UTC]', 'TIMESTAMP WITH TIME ZONE'])
    }
  },
)
