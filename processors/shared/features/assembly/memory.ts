/** Samples per frame, and half of it: the length of the complex transform. */
export const FRAME: u32 = 2048
export const HALF: u32 = 1024
/** The most samples taken at a time, beside those of an unfinished frame. */
export const PIECE: u32 = 8192
export const BANDS: u32 = 26
export const COEFFICIENTS: u32 = 20

// Set by the caller once, and the mel bank whenever the sample rate is another.
export const WINDOW: usize = memory.data(8192, 16)
/** First stage: cos and sin of the angle, of twice and of thrice it, 256 each, one list after another. */
export const FIRST_TWIDDLES: usize = memory.data(6144, 16)
/** Second to fourth stage: the same six numbers side by side, for 64, 16 and 4 angles. */
export const LATER_TWIDDLES: usize = memory.data(2016, 16)
/** cos and sin of 2 pi k / FRAME for k from 1 to 512. */
export const REAL_TWIDDLES: usize = memory.data(4096, 16)
export const BAND_FIRST: usize = memory.data(104, 16)
export const BAND_LENGTHS: usize = memory.data(104, 16)
/** Each band padded with zeros to a multiple of eight. */
export const BAND_WEIGHTS: usize = memory.data(10240, 16)
export const BASIS: usize = memory.data(4160, 16)
/** b0, b1, b2, a1, a2 of the first K-weighting filter, a1 and a2 of the second. */
export const K_FILTERS: usize = memory.data(56, 16)

// Input: one channel or two, then the average of all. A frame reads one sample before its own.
export const INPUT: usize = memory.data(32784, 16)
export const SECOND_INPUT: usize = memory.data(32784, 16)
/** For two channels at once: s1, s2, t1, t2, sum of squares. */
export const K_STATES: usize = memory.data(80, 16)
const BEFORE_SAMPLES: usize = memory.data(40992, 16)
export const SAMPLES: usize = BEFORE_SAMPLES + 16

// Results. Bands read up to eight bins behind the last; they stay 0.
export const POWER: usize = memory.data(4144, 16)
export const MAGNITUDE: usize = memory.data(4096, 16)
export const MEL: usize = memory.data(104, 16)
export const FEATURES: usize = memory.data(184, 16)
export const PEAKS: usize = memory.data(256, 16)

// Between the stages of the transform.
export const RE_A: usize = memory.data(4096, 16)
export const IM_A: usize = memory.data(4096, 16)
export const RE_B: usize = memory.data(4096, 16)
export const IM_B: usize = memory.data(4096, 16)
