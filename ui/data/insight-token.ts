import { browserStore } from './kept.ts'

const KEY = 'slipstream.insight-token'
/** Of this tab alone: it opens what every listener does. */
const store = browserStore(() => sessionStorage)

/** The token that was given in this tab; empty: none was. */
export const keptToken = (): string => store.getItem(KEY) ?? ''

export const keepToken = (token: string): void => store.setItem(KEY, token)
