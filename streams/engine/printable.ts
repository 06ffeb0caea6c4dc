/**
 * What a terminal would obey instead of showing: the C0 and C1 controls with DEL, line and paragraph separators, marks that
 * turn the direction of writing, and the byte order mark. Newline and tab are dealt with apart.
 */
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g
const NEWLINE_OR_TAB = /[\n\t]/g
/** The user, and perhaps the password, of a URL: everything up to the last @ before a path, query or quote. */
const USER_OF_URL = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'\\]*@/gi
const HIDDEN = '***'

/**
 * Text as it may be written to a terminal or a log: controls become their JSON escapes, so that a line of JSON stays the same
 * JSON, and passwords in URLs are hidden. Newlines and tabs stay: they are the writer's own. Whatever writes to standard output or
 * standard error passes its text through here.
 */
export const printableText = (text: string): string => withoutPasswords(printableRecord(text))

/** A record as it may be written to a terminal: as `printableText`, but nothing of what it holds is left out. */
export const printableRecord = (text: string): string => text.replace(OBEYED, escaped)

/** As `printable`, for what stands within a line, such as the name of a file: newlines and tabs are escaped too. */
export const printableInLine = (text: string): string => printableText(text).replace(NEWLINE_OR_TAB, escaped)

/** The same text, with `***` for the user and password of each URL in it. */
export const withoutPasswords = (text: string): string => text.replace(USER_OF_URL, `$1${HIDDEN}@`)

const escaped = (control: string): string => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`
