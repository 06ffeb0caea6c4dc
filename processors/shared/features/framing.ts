/** Samples per frame: 46 ms at 44.1 kHz, long enough for a bin width of 22 Hz, short against a note. The kernel's size. */
export const FRAME_SIZE = 2048

/** Samples from one frame to the next: half a frame, so that the window weighs every sample about equally. */
export const HOP_SIZE = 1024

/** Samples per block of the waveform at its finest: the largest of each block is kept. */
export const PEAK_BLOCK = 16
