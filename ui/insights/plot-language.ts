/**
 * uPlot makes a `NumberFormat` of the browser's language when it is loaded, and Chromium under the C locale calls that
 * `en-US@posix`, which no format takes. Imported before uPlot.
 */
try {
  new Intl.NumberFormat(navigator.language)
} catch (error) {
  if (!(error instanceof RangeError)) throw error
  Object.defineProperty(navigator, 'language', { value: 'en-GB' })
}
