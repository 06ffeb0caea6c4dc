import { z } from 'zod'

/** What a process is told to do when it next comes to a fail point. */
export const commandSchema = z.object({
  id: z.number(),
  point: z.string(),
  /** How often it may pass the point before. */
  passes: z.number(),
  action: z.enum(['kill', 'stop', 'fail']),
})
export type Command = z.infer<typeof commandSchema>

/** What a process says before it obeys. */
export const firedSchema = z.object({
  id: z.number(),
  at: z.number(),
  subject: z.string(),
  insideTransaction: z.boolean(),
  openTransactions: z.number(),
})
export type Fired = z.infer<typeof firedSchema>
