import * as z from 'zod/mini'
import { JSON_TYPE, noQuery } from './parts.ts'
import type { Route } from './route.ts'

export const openSession = {
  method: 'POST',
  path: '/api/session',
  query: noQuery,
  answer: z.object({
    listenerId: z.string(),
    /** Whether the password was given in this browser; false also where there is none. */
    loggedIn: z.boolean(),
    /** Whether the browser may see how the service does (`/api/insights`) without the token; left out where it may not. */
    watches: z.optional(z.boolean()),
  }),
  mediaType: JSON_TYPE,
  problems: ['too-many-listeners'],
  doc: 'Makes the browser a listener by a signed cookie, or says which listener it already is. `Origin` must be the address of the player.',
} as const satisfies Route

export const openLogin = {
  method: 'POST',
  path: '/api/login',
  query: noQuery,
  body: z.object({ password: z.string().check(z.maxLength(1_024)) }),
  answer: z.object({ listenerId: z.string() }),
  mediaType: JSON_TYPE,
  problems: ['wrong-password', 'too-many-attempts', 'too-many-listeners'],
  doc: 'Where there is a password: gives it, once per browser, and makes the browser a listener. Wrong ones are slowed down (`Retry-After`).',
} as const satisfies Route

export const closeLogin = {
  method: 'POST',
  path: '/api/logout',
  query: noQuery,
  answer: z.object({}),
  mediaType: JSON_TYPE,
  problems: [],
  doc: 'The browser has to give the password again; its sockets are closed.',
} as const satisfies Route

export const allSessionRoutes: readonly Route[] = [openSession, openLogin, closeLogin]
