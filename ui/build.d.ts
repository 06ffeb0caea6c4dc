/** Put in by the build: the version of Slipstream. */
declare const __VERSION__: string
