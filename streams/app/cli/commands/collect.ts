/** Of an option that may be given several times: all its values. */
export const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value]
