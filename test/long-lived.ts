import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** Finds the containers of a program that outlive a call: those can grow for as long as the process runs. */

const root = fileURLToPath(new URL('../', import.meta.url))
const ROOMS = ['schemas', 'streams', 'processors']
/** Programs that run once and end, and what runs in tests only. */
const SHORT_LIVED =
  /generated\.ts$|\/assembly\/|^streams\/app\/(demo|evaluate)\/|^streams\/engine\/testing\/|^schemas\/generate/

const CONTAINERS = new Set(['Map', 'Set', 'LRUCache', 'Array'])
const MUTATORS = new Set(['set', 'add', 'push', 'unshift', 'splice', 'delete', 'clear', 'shift', 'pop'])
/** They call what they are given before they return. */
const SYNCHRONOUS = new Set(['map', 'flatMap', 'filter', 'forEach', 'reduce', 'some', 'every', 'find', 'findIndex', 'sort', 'toSorted', 'from', 'reduceRight', 'findLast']) // prettier-ignore

/** The containers of all rooms as `file#name`, sorted. */
export function longLivedContainers(): readonly string[] {
  return ROOMS.flatMap((room) =>
    readdirSync(`${root}${room}`, { recursive: true, encoding: 'utf8' }).map((name) => `${room}/${name}`),
  )
    .filter((path) => path.endsWith('.ts') && !SHORT_LIVED.test(path))
    .flatMap((path) => containersIn(path, readFileSync(`${root}${path}`, 'utf8')))
    .sort()
}

/**
 * A container is long-lived when a function that may be called later changes it: a variable of a module or an enclosing
 * function, a field of a class, or a property of an object.
 */
export function containersIn(path: string, text: string): readonly string[] {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true)
  const found = new Set<string>()
  const visit = (node: ts.Node): void => {
    const name = nameOfContainer(node)
    for (const each of name === null ? destructured(node) : [name]) found.add(`${path}#${each}`)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return [...found]
}

/** Names of `let [a, b] = [new Set(), new Set()]`. */
function destructured(node: ts.Node): readonly string[] {
  if (!ts.isVariableDeclaration(node) || !ts.isArrayBindingPattern(node.name)) return []
  const { initializer } = node
  if (initializer === undefined || !ts.isArrayLiteralExpression(initializer)) return []
  return node.name.elements.flatMap((element, i) => {
    const value = initializer.elements[i]
    if (!ts.isBindingElement(element) || value === undefined || !isContainer(value)) return []
    const name = element.name.getText()
    return isChangedLater(node, name, isArray(value)) ? [name] : []
  })
}

function nameOfContainer(node: ts.Node): string | null {
  if (ts.isPropertyDeclaration(node) && node.initializer !== undefined && isContainer(node.initializer))
    return node.name.getText()
  if (ts.isPropertyAssignment(node) && isEmptyContainer(node.initializer)) return node.name.getText()
  if (ts.isArrowFunction(node) && isEmptyContainer(node.body))
    return ts.isPropertyAssignment(node.parent) ? node.parent.name.getText() : null
  if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name) || node.initializer === undefined) return null
  return isContainer(node.initializer) && isChangedLater(node, node.name.text, isArray(node.initializer))
    ? node.name.text
    : null
}

/** One that begins empty: a list of constants stays as it is. */
const isArray = (node: ts.Node): boolean => ts.isArrayLiteralExpression(node) && node.elements.length === 0
const isContainer = (node: ts.Node): boolean =>
  isArray(node) ||
  (ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken &&
    isContainer(node.right) &&
    !isArray(node.right)) ||
  (ts.isNewExpression(node) && CONTAINERS.has(node.expression.getText()))
/** A map, a set or a cache that is made without content. */
const isEmptyContainer = (node: ts.Node): boolean =>
  ts.isNewExpression(node) &&
  CONTAINERS.has(node.expression.getText()) &&
  (node.expression.getText() === 'LRUCache' || (node.arguments ?? []).length === 0)

/** Whether a function inside the scope of a variable, which is not called at once, changes what the variable holds. */
function isChangedLater(declaration: ts.VariableDeclaration, name: string, isList: boolean): boolean {
  const scope = ts.findAncestor(declaration, (node) => ts.isBlock(node) || ts.isSourceFile(node))
  if (scope === undefined) return false
  const isChanged = (node: ts.Node): boolean => changes(node, name, isList) || ts.forEachChild(node, isChanged) === true
  const isLater = (node: ts.Node): boolean =>
    (ts.isFunctionLike(node) && !isCalledAtOnce(node) && isChanged(node)) || ts.forEachChild(node, isLater) === true
  return isLater(scope)
}

function changes(node: ts.Node, name: string, isList: boolean): boolean {
  const isIt = (expression: ts.Node): boolean => ts.isIdentifier(expression) && expression.text === name
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    if (MUTATORS.has(node.expression.name.text) && isIt(node.expression.expression)) return true
  // What is handed a map or a set whole may change it.
  if (ts.isCallExpression(node)) return !isList && node.arguments.some(isIt)
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false
  return isIt(node.left) || (ts.isElementAccessExpression(node.left) && isIt(node.left.expression))
}

function isCalledAtOnce(node: ts.Node): boolean {
  const call = node.parent
  if (!ts.isCallExpression(call)) return false
  const callee = call.expression
  return ts.isPropertyAccessExpression(callee) && SYNCHRONOUS.has(callee.name.text)
}
