/** The first message of a child. */
export const READY = 'ready'
