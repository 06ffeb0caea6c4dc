// The k nearest so far, in order: a bounded list that scans insert into.
//
// Each is 8 bytes: what it is (i32) and then its squared distance (f32), which as one unsigned number sort by distance and, of
// equally near ones, by what they are.

let kept: usize = 0
let wanted: i32 = 0
export let found: i32 = 0
/** Squared distance of the last once there are enough. */
export let limit: f32 = Infinity

/** @param at room for `count` of them. */
export function begin(at: usize, count: i32): void {
  kept = at
  wanted = count
  found = 0
  limit = Infinity
}

/** Begins with one that is known already, as the only one wanted. */
export function guess(at: usize, distance: f32, id: i32): void {
  begin(at, 1)
  keep(distance, id)
}

export function idAt(at: usize, i: i32): usize {
  return <usize>load<i32>(at + ((<usize>i) << 3))
}

export function distanceAt(at: usize, i: i32): f32 {
  return load<f32>(at + ((<usize>i) << 3), 4)
}

/** @param distance not less than zero. @param id not negative. */
export function keep(distance: f32, id: i32): void {
  const one = ((<u64>reinterpret<u32>(distance)) << 32) | (<u64>(<u32>id))
  let at = kept + ((<usize>found) << 3)
  if (found == wanted) {
    at -= 8
    if (load<u64>(at) <= one) return
  }
  while (at >= kept + 64 && load<u64>(at - 64) > one) {
    for (let i = 0; i < 4; i++) {
      at -= 16
      v128.store(at + 8, v128.load(at))
    }
  }
  while (at > kept && load<u64>(at - 8) > one) {
    store<u64>(at, load<u64>(at - 8))
    at -= 8
  }
  store<u64>(at, one)
  if (found < wanted) found++
  if (found == wanted) limit = distanceAt(kept, wanted - 1)
}
