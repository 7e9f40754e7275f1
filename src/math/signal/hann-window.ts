/**
 * Periodic Hann window: ½ − ½·cos(2πn / length), the form for spectra (a symmetric one would end in a
 * second zero and repeat it where windows meet).
 */
export function hannWindow(length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / length));
}
