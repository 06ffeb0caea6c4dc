const COLUMNS: usize = 8

/**
 * The distance of every row to every column, in double precision and added up dimension by dimension, as one pair would be.
 * @param rows one vector after another, doubles.
 * @param columns blocks of 8 vectors, one block after another, each dimension by dimension; doubles.
 * @param found for each row its distances to the columns of all blocks.
 */
export function compare(rows: usize, count: usize, columns: usize, blocks: usize, dimensions: usize, found: usize): void {
  const size = dimensions << 3
  const width = blocks * COLUMNS
  for (let block: usize = 0; block < blocks; block++) {
    for (let row: usize = 0; row < count; row++) {
      let a = f64x2.splat(0)
      let b = f64x2.splat(0)
      let c = f64x2.splat(0)
      let d = f64x2.splat(0)
      let at = columns + block * COLUMNS * size
      let from = rows + row * size
      const end = from + size
      while (from < end) {
        const s = v128.load64_splat(from)
        const t = f64x2.sub(s, v128.load(at))
        const u = f64x2.sub(s, v128.load(at, 16))
        const v = f64x2.sub(s, v128.load(at, 32))
        const w = f64x2.sub(s, v128.load(at, 48))
        a = f64x2.add(a, f64x2.mul(t, t))
        b = f64x2.add(b, f64x2.mul(u, u))
        c = f64x2.add(c, f64x2.mul(v, v))
        d = f64x2.add(d, f64x2.mul(w, w))
        at += COLUMNS << 3
        from += 8
      }
      const to = found + ((row * width + block * COLUMNS) << 3)
      v128.store(to, f64x2.sqrt(a))
      v128.store(to, f64x2.sqrt(b), 16)
      v128.store(to, f64x2.sqrt(c), 32)
      v128.store(to, f64x2.sqrt(d), 48)
    }
  }
}
