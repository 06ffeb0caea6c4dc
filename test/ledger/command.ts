import { z } from 'zod'

/** What a process does when it next reaches a fail point. */
export const commandSchema = z.object({
  id: z.number(),
  point: z.string(),
  /** How often it passes the point before. */
  passes: z.number(),
  action: z.enum(['kill', 'stop', 'fail']),
})
export type Command = z.infer<typeof commandSchema>

/** What a process reports before it carries the command out. */
export const firedSchema = z.object({
  id: z.number(),
  at: z.number(),
  subject: z.string(),
  insideTransaction: z.boolean(),
  openTransactions: z.number(),
})
export type Fired = z.infer<typeof firedSchema>
