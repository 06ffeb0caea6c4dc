/** What of a file a request asks for. Offsets in bytes; `last` is inclusive, as in RFC 9110. */
export type ByteRange =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly first: number; readonly last: number }
  | { readonly kind: 'unsatisfiable' }

const WHOLE: ByteRange = { kind: 'whole' }

/**
 * Reads a Range header by RFC 9110, sections 14.1 and 14.2. One range is served; a header that is malformed, of another
 * unit, or of several ranges is ignored, which the RFC permits and which keeps a request's cost at one read (section 17.15).
 */
export function byteRange(header: string | undefined, sizeBytes: number): ByteRange {
  const [, from, to] = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(header ?? '') ?? []
  if (from === undefined || to === undefined || (from === '' && to === '')) return WHOLE
  if (from === '') return suffix(Number(to), sizeBytes)
  const first = Number(from)
  const last = to === '' ? Infinity : Number(to)
  if (last < first) return WHOLE
  if (first >= sizeBytes) return { kind: 'unsatisfiable' }
  return { kind: 'part', first, last: Math.min(last, sizeBytes - 1) }
}

function suffix(length: number, sizeBytes: number): ByteRange {
  if (length === 0 || sizeBytes === 0) return { kind: 'unsatisfiable' }
  return { kind: 'part', first: Math.max(0, sizeBytes - length), last: sizeBytes - 1 }
}

/** RFC 9110, section 13.1.5: a range holds only while the client's part is of this very content (strong comparison). */
export function rangeStillHolds(ifRange: unknown, etag: string): boolean {
  return ifRange === undefined || ifRange === etag
}

/** RFC 9110, section 13.1.2: whether the client has this content already (weak comparison). */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')))
}
