/** Put in by the build: the version of Slipstream. */
declare const __VERSION__: string

/** A style sheet as text, for the styles of an element. */
declare module '*.css?inline' {
  const text: string
  export default text
}
