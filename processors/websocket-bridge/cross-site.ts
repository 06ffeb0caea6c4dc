/** Headers by which a browser says where a request comes from. */
export interface FetchHeaders {
  readonly origin?: string | undefined
  readonly 'sec-fetch-site'?: string | string[] | undefined
}

/** The page itself may be opened by a link on any site; what it asks for has no business elsewhere. */
const OWN = '/api/'

/** A person's own doing (an address typed, a bookmark) is `none`. Another port of this host is `same-site`: another service. */
const OWN_SITES: readonly unknown[] = [undefined, 'same-origin', 'none']

/**
 * Whether the page of another site makes a browser ask, also by what needs no permission to (an image, `no-cors`): it learns
 * nothing from the answer, but the answer costs. Browsers say so by `Sec-Fetch-Site` (Fetch Metadata, W3C) where they trust the
 * address, which is HTTPS and loopback; over plain HTTP only `Origin` says it, where they send one. Other clients send neither.
 * @param route the path of the route, empty for an address that leads nowhere. @param isOwn whether an Origin is one of this service.
 */
export function comesFromAnotherSite(
  route: string,
  headers: FetchHeaders,
  isOwn: (origin: string) => boolean,
): boolean {
  if (!route.startsWith(OWN)) return false
  const { origin, 'sec-fetch-site': site } = headers
  return !OWN_SITES.includes(site) || (origin !== undefined && !isOwn(origin))
}
