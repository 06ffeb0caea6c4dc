/** One measured figure, as one line of JSON. `low` and `high`: the 95 % interval of the median of the rounds' ratios. */
export interface Figure {
  readonly name: string
  readonly subject: string
  readonly metric: string
  readonly value: number
  readonly unit: string
  readonly peer?: string
  readonly ratio?: number
  readonly low?: number
  readonly high?: number
  readonly goal?: number
  readonly met?: boolean
}

export function inWords({ subject, metric, value, unit, peer, ratio, low, high, goal, met }: Figure): string {
  const interval = low === undefined || high === undefined ? '' : ` (${low.toFixed(2)} to ${high.toFixed(2)})`
  const beside = ratio === undefined ? '' : `, ${ratio.toFixed(2)} of ${peer}${interval}`
  const aim = goal === undefined ? '' : `, goal ${goal}: ${met === true ? 'met' : 'missed'}`
  return `${subject}: ${metric} ${value.toPrecision(3)} ${unit}${beside}${aim}`
}
