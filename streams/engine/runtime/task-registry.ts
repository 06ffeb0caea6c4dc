/** How the tasks of a processor begin and end. */
export interface TaskLifecycle<T> {
  open(taskId: number): Promise<T>
  /** Commits what the task has processed. */
  close(task: T): Promise<void>
  /** Ends the task without a commit: its partitions belong to another member. Does not reject. */
  abandon(task: T): Promise<void>
  /** A task could not be opened. */
  onFailure(taskId: number, error: unknown): void
}

/**
 * `opening` -> `open`, both as long as the task is assigned; then `abandoned` (the assignment is lost) or `closed` (the process
 * stops). A task that is still opening then is abandoned or closed as soon as it is open.
 */
export type TaskStatus = 'opening' | 'open' | 'abandoned' | 'closed'

export interface TaskRegistry<T> {
  /** Opens the tasks that are new in the assignment, and abandons those that are no longer in it. */
  assign(taskIds: ReadonlySet<number>): void
  isAssigned(taskId: number): boolean
  /** The task once it is open; null when it is not assigned. */
  get(taskId: number): Promise<T> | null
  /** Resolves once each assigned task has been opened, or has failed to. */
  opened(): Promise<void>
  /** Closes all assigned tasks. @throws the first error. */
  closeAll(): Promise<void>
  status(taskId: number): TaskStatus | null
}

interface Entry<T> {
  status: TaskStatus
  readonly task: Promise<T>
}

export function createTaskRegistry<T>(lifecycle: TaskLifecycle<T>): TaskRegistry<T> {
  const entries = new Map<number, Entry<T>>()

  const open = (taskId: number) => {
    const entry: Entry<T> = { status: 'opening', task: lifecycle.open(taskId) }
    entries.set(taskId, entry)
    entry.task.then(
      () => {
        if (entry.status === 'opening') entry.status = 'open'
      },
      (error: unknown) => lifecycle.onFailure(taskId, error),
    )
  }
  const abandon = (taskId: number, entry: Entry<T>) => {
    entry.status = 'abandoned'
    entries.delete(taskId)
    entry.task.then(
      (task) => void lifecycle.abandon(task),
      () => undefined, // `open` reported it
    )
  }
  return {
    assign(taskIds) {
      for (const [taskId, entry] of entries) if (!taskIds.has(taskId)) abandon(taskId, entry)
      for (const taskId of taskIds) if (!entries.has(taskId)) open(taskId)
    },
    isAssigned: (taskId) => entries.has(taskId),
    get: (taskId) => entries.get(taskId)?.task ?? null,
    async opened() {
      await Promise.allSettled([...entries.values()].map(({ task }) => task))
    },
    async closeAll() {
      const all = [...entries.values()]
      for (const entry of all) entry.status = 'closed'
      const opened = await Promise.allSettled(all.map(({ task }) => task)) // one that could not be opened has nothing to close
      await Promise.all(opened.flatMap((each) => (each.status === 'fulfilled' ? [lifecycle.close(each.value)] : [])))
    },
    status: (taskId) => entries.get(taskId)?.status ?? null,
  }
}
