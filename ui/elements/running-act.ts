import type { ReactiveControllerHost } from 'lit'
import { asRequestError } from '../data/requests.ts'

/** What a listener asked an element to do, which takes a while and may fail. */
export class RunningAct {
  readonly #host: ReactiveControllerHost
  #isBusy = false
  #problem = ''

  constructor(host: ReactiveControllerHost) {
    this.#host = host
  }

  /** Whether it is under way. */
  get isBusy(): boolean {
    return this.#isBusy
  }

  /** Why the last one failed, for people; empty: it did not. */
  get problem(): string {
    return this.#problem
  }

  /** @param signal once aborted, nobody is there to be told of a failure */
  async run(act: () => Promise<void>, signal?: AbortSignal): Promise<void> {
    this.#set(true, '')
    try {
      await act()
      this.#set(false, '')
    } catch (error) {
      this.#set(false, signal?.aborted === true ? '' : asRequestError(error).message)
    }
  }

  /** What was said of the last one is read. */
  forget(): void {
    this.#set(this.#isBusy, '')
  }

  #set(isBusy: boolean, problem: string): void {
    this.#isBusy = isBusy
    this.#problem = problem
    this.#host.requestUpdate()
  }
}
