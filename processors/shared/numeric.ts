/**
 * The element that an array was read at, checked to exist: `checked(values[i])`. Numeric code uses it wherever the index is
 * in bounds by construction, in place of a default (`values[i] ?? 0`), which would turn a wrong index into a silent zero.
 *
 * It takes the element, not the array and the index: V8 keeps the types of arrays per place of access, so the access stays
 * fast where it stands, and the check is inlined and costs a few per cent. A function `at(array, i)` that many kinds of
 * arrays pass through is eight times slower (Node 20, 128-dimensional distances of Float32Array).
 * @throws {RangeError} when there is no such element.
 */
export function checked<T>(element: T | undefined): T {
  if (element === undefined) throw outOfBounds()
  return element
}

const outOfBounds = (): RangeError => new RangeError('An index is out of bounds.')
