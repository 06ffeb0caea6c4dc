/** Of a route, what only the server and the README need, each on a line of its own. A field of a shape may have the same name. */
const OF_SERVER = /^ +(?:doc:\s+(['"`]).*\1|mediaType: (?:'.*'|[A-Z_]+)),$/gm
/** The page asks of a route only whether it needs a session. */
const PROBLEMS = /^( +problems: )\[(.*)\],$/gm

/** The code of schemas as browsers need it. */
export function withoutDocs(code: string): string {
  return code
    .replace(OF_SERVER, '')
    .replace(
      PROBLEMS,
      (_, name: string, codes: string) => `${name}[${codes.includes("'no-session'") ? "'no-session'" : ''}],`,
    )
}
