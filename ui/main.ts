// First: it configures the shapes that the others make when they are loaded.
import './data/shape.ts'
import './app/view-ahead.ts'
import './app/parts.ts'
import './app/slipstream-app.ts'
