import * as z from 'zod/mini'

// Compiled checks need `eval`, which the Content-Security-Policy forbids.
z.config({ jitless: true })

export { z }
