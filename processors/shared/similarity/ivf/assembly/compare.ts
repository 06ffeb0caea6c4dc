const COLUMNS: usize = 8

/**
 * The distance of every row to every column, in double precision and added up dimension by dimension, as one pair would be.
 * @param rows addresses of vectors, floats.
 * @param columns as the rows, and a multiple of 8 of them.
 * @param room for 8 vectors in doubles.
 * @param found for each row its distances to the columns, doubles.
 */
export function compare(
  rows: usize,
  count: usize,
  columns: usize,
  width: usize,
  dimensions: usize,
  room: usize,
  found: usize,
): void {
  const end = room + ((dimensions * COLUMNS) << 3)
  for (let column: usize = 0; column < width; column += COLUMNS) {
    for (let i: usize = 0; i < COLUMNS; i++) {
      let from: usize = load<u32>(columns + ((column + i) << 2))
      for (let to = room + (i << 3); to < end; to += COLUMNS << 3) {
        store<f64>(to, <f64>load<f32>(from))
        from += 4
      }
    }
    for (let row: usize = 0; row < count; row++) {
      let a = f64x2.splat(0)
      let b = f64x2.splat(0)
      let c = f64x2.splat(0)
      let d = f64x2.splat(0)
      let from: usize = load<u32>(rows + (row << 2))
      for (let at = room; at < end; at += COLUMNS << 3) {
        const s = f64x2.splat(<f64>load<f32>(from))
        const t = f64x2.sub(s, v128.load(at))
        const u = f64x2.sub(s, v128.load(at, 16))
        const v = f64x2.sub(s, v128.load(at, 32))
        const w = f64x2.sub(s, v128.load(at, 48))
        a = f64x2.add(a, f64x2.mul(t, t))
        b = f64x2.add(b, f64x2.mul(u, u))
        c = f64x2.add(c, f64x2.mul(v, v))
        d = f64x2.add(d, f64x2.mul(w, w))
        from += 4
      }
      const to = found + ((row * width + column) << 3)
      v128.store(to, f64x2.sqrt(a))
      v128.store(to, f64x2.sqrt(b), 16)
      v128.store(to, f64x2.sqrt(c), 32)
      v128.store(to, f64x2.sqrt(d), 48)
    }
  }
}
