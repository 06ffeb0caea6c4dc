// First: it configures the shapes that the others make when they are loaded.
import './data/shape.ts'
import { logIn } from './data/session.ts'
import { RequestError } from './data/requests.ts'

/** Asks for the password, and opens the page that was asked for once it is right. */

const form = element('#login', HTMLFormElement)
const password = element('#password', HTMLInputElement)
const problem = element('#problem', HTMLElement)
const button = element('#login button', HTMLButtonElement)

form.addEventListener('submit', (event) => {
  event.preventDefault()
  if (button.disabled) return
  if (password.value === '') {
    complain('Enter the password.')
    return
  }
  button.disabled = true
  problem.textContent = ''
  logIn(password.value, new AbortController().signal)
    .then(
      () => location.reload(),
      (error: unknown) => complain(error instanceof RequestError ? error.message : String(error)),
    )
    .finally(() => (button.disabled = false))
})

function complain(why: string): void {
  problem.textContent = why
  password.setAttribute('aria-invalid', 'true')
  password.select()
  password.focus()
}

function element<E extends Element>(selector: string, type: new () => E): E {
  const found = document.querySelector(selector)
  if (found instanceof type) return found
  throw new TypeError(`The page has no ${selector}.`)
}
