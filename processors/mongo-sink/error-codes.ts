/**
 * What an error of the driver means for a write: `transient`, it may succeed later; `refused`, this document is refused each
 * time, whatever is changed outside; `configuration`, it succeeds once somebody has changed the database or a setting.
 */
export type Meaning = 'transient' | 'refused' | 'configuration'

/** Another writer stored the document first. */
export const DUPLICATE_KEY = 11_000
/** The command is not known: the embedded store has no `collMod` and no authentication. */
export const COMMAND_NOT_FOUND = 59

/** Codes of the server, from its error_codes.yml. A code that is not here is transient for a command, refused for a document. */
const CODES: Readonly<Record<number, Meaning>> = {
  // The document.
  2: 'refused', // BadValue
  9: 'refused', // FailedToParse
  14: 'refused', // TypeMismatch
  15: 'refused', // Overflow: nested too deeply
  22: 'refused', // InvalidBSON
  52: 'refused', // DollarPrefixedFieldName
  53: 'refused', // InvalidIdField
  56: 'refused', // EmptyFieldName
  57: 'refused', // DottedFieldName
  121: 'refused', // DocumentValidationFailure
  10_334: 'refused', // BSONObjectTooLarge
  17_280: 'refused', // KeyTooLong, of an index
  17_419: 'refused', // the resulting document is too large
  17_420: 'refused', // the document to be replaced is too large
  // The server, for now.
  6: 'transient', // HostUnreachable
  7: 'transient', // HostNotFound
  50: 'transient', // MaxTimeMSExpired
  64: 'transient', // WriteConcernFailed
  89: 'transient', // NetworkTimeout
  91: 'transient', // ShutdownInProgress
  112: 'transient', // WriteConflict
  189: 'transient', // PrimarySteppedDown
  262: 'transient', // ExceededTimeLimit
  9_001: 'transient', // SocketException
  10_107: 'transient', // NotWritablePrimary
  11_600: 'transient', // InterruptedAtShutdown
  11_602: 'transient', // InterruptedDueToReplStateChange
  13_435: 'transient', // NotPrimaryNoSecondaryOk
  13_436: 'transient', // NotPrimaryOrSecondary
  14_031: 'transient', // OutOfDiskSpace
  // The database, or the address and the rights that Slipstream was given.
  13: 'configuration', // Unauthorized
  18: 'configuration', // AuthenticationFailed
  20: 'configuration', // IllegalOperation
  [COMMAND_NOT_FOUND]: 'configuration',
  73: 'configuration', // InvalidNamespace
  79: 'configuration', // UnknownReplWriteConcern
  85: 'configuration', // IndexOptionsConflict
  86: 'configuration', // IndexKeySpecsConflict
  100: 'configuration', // UnsatisfiableWriteConcern
  166: 'configuration', // CommandNotSupportedOnView
  8_000: 'configuration', // AtlasError: mostly a wrong password
}

/** Null of a code that is not in the table. */
export const knownMeaning = (code: number): Meaning | null => CODES[code] ?? null

/** What the error of one document means, while the others of its command were taken. */
export const meaningOfCode = (code: number): Meaning => knownMeaning(code) ?? 'refused'
