/** Of a route, what only the server and the README need, each on a line of its own. A field of a shape may have the same name. */
const OF_SERVER = /^ +(?:doc:\s+(['"`]).*\1|mediaType: (?:'.*'|[A-Z_]+)|problems: (?:\[.*\]|[A-Z_]+)),$/gm

/** The code of schemas as browsers need it. */
export function withoutDocs(code: string): string {
  return code.replace(OF_SERVER, '')
}
