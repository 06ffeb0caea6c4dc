/** A process that does not come to be ready. */
throw new Error('no luck')
