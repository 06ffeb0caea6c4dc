import { matchOf } from './routes.ts'

// The file of the first view is on its way while the shell is made; the outlet says when it cannot be loaded.
matchOf(location.pathname)
  ?.view.load()
  .catch(() => undefined)
