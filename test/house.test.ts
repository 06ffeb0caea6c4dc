import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { CHECKED_BY_STATIC, TESTED_BY, UNTESTED } from './tested-by.ts'

/** Rules of the house that a linter has no word for. ARCHITECTURE.md gives the reasons. */

const root = fileURLToPath(new URL('../', import.meta.url))

interface Source {
  readonly path: string
  readonly tree: ts.SourceFile
}

const sources: readonly Source[] = ['schemas', 'streams', 'processors', 'ui']
  .flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((name) => `${room}/${name}`),
  )
  .filter((path) => path.endsWith('.ts'))
  .filter((path) => !/generated\.ts$|\/assembly\/|^ui\/dist\/|\.d\.ts$/.test(path))
  .sort()
  .map((path) => ({
    path,
    tree: ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.ES2023, true),
  }))

describe('an exported name', () => {
  it('is defined in one place', () => {
    const places = new Map<string, string[]>()
    for (const { path, tree } of sources)
      for (const name of exportedNames(tree)) places.set(name, [...(places.get(name) ?? []), path])
    expect(Object.fromEntries([...places].filter(([, paths]) => paths.length > 1))).toStrictEqual({})
  })
})

describe('a source file that decides something', () => {
  const deciding = sources.filter(({ tree }) => decides(tree)).map(({ path }) => path)
  const mirrored = (path: string) =>
    ['.test.ts', '.system.test.ts'].some((ending) => existsSync(join(root, 'test', path.replace(/\.ts$/, ending))))

  it('is tested by the file of the same path, or names the test that does', () => {
    expect(
      deciding.filter((path) => !mirrored(path) && !(path in TESTED_BY) && !CHECKED_BY_STATIC.includes(path)),
    ).toStrictEqual(UNTESTED)
  })

  it('names a test that there is, and only where the path does not', () => {
    const wrong = Object.entries(TESTED_BY).filter(
      ([path, test]) => !deciding.includes(path) || mirrored(path) || !existsSync(join(root, test)),
    )
    expect(wrong).toStrictEqual([])
  })
})

/** Names of what a file itself defines and exports; what it passes on from another file is defined there. */
function exportedNames(tree: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>()
  for (const statement of tree.statements) {
    if (!ts.canHaveModifiers(statement)) continue
    const isExported = ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
    if (!isExported) continue
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) if (ts.isIdentifier(name)) names.add(name.text)
    } else if ('name' in statement) {
      const { name } = statement as ts.DeclarationStatement
      if (name !== undefined && ts.isIdentifier(name)) names.add(name.text)
    }
  }
  return names
}

const BRANCHES = new Set([
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.ConditionalExpression,
  ts.SyntaxKind.SwitchStatement,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
  ts.SyntaxKind.CatchClause,
])

/** Whether something in the file may go one way or another. */
function decides(node: ts.Node): boolean {
  return BRANCHES.has(node.kind) || ts.forEachChild(node, (child) => decides(child) || undefined) === true
}
