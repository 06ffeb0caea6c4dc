// The standard tabulates both filters at 48 kHz only and asks for the same response at other rates: these are the analogue
// prototypes of the tabulated ones, turned digital by the bilinear transform.

const SHELF = { hz: 1681.974450955533, gainDb: 3.999843853973347, q: 0.7071752369554196 }
const SHELF_BAND_EXPONENT = 0.4996667741545416
const PASS = { hz: 38.13547087602444, q: 0.5003270373238773 }

/**
 * Coefficients of the K-weighting of ITU-R BS.1770-4: b0, b1, b2, a1 and a2 of a high shelf, then a1 and a2 of a high pass
 * whose b are 1, -2 and 1.
 */
export function kWeighting(sampleRateHz: number): readonly number[] {
  return [...highShelf(sampleRateHz), ...highPass(sampleRateHz)]
}

function highShelf(sampleRateHz: number): readonly number[] {
  const k = Math.tan((Math.PI * SHELF.hz) / sampleRateHz)
  const high = 10 ** (SHELF.gainDb / 20)
  const band = high ** SHELF_BAND_EXPONENT
  const norm = 1 + k / SHELF.q + k * k
  return [
    (high + (band * k) / SHELF.q + k * k) / norm,
    (2 * (k * k - high)) / norm,
    (high - (band * k) / SHELF.q + k * k) / norm,
    (2 * (k * k - 1)) / norm,
    (1 - k / SHELF.q + k * k) / norm,
  ]
}

function highPass(sampleRateHz: number): readonly number[] {
  const k = Math.tan((Math.PI * PASS.hz) / sampleRateHz)
  const norm = 1 + k / PASS.q + k * k
  return [(2 * (k * k - 1)) / norm, (1 - k / PASS.q + k * k) / norm]
}
