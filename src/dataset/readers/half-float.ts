const VALUES = 1 << 16;
const MANTISSA_BITS = 10;
const MANTISSA = 1 << MANTISSA_BITS;
const EXPONENT_MASK = 0x1f;
const EXPONENT_BIAS = 15;

/** The float32 of every float16 bit pattern, [65536]: each of them is exact, NaN and infinity included. */
export function halfFloats(): Float32Array {
  return Float32Array.from({ length: VALUES }, (_, bits) => halfToFloat(bits));
}

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 of mantissa; exponent 0 is subnormal, 31 infinity or NaN. */
function halfToFloat(bits: number): number {
  const sign = bits >= VALUES / 2 ? -1 : 1;
  const exponent = (bits >> MANTISSA_BITS) & EXPONENT_MASK;
  const mantissa = bits & (MANTISSA - 1);
  if (exponent === EXPONENT_MASK) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * (mantissa / MANTISSA) * 2 ** (1 - EXPONENT_BIAS);
  return sign * (1 + mantissa / MANTISSA) * 2 ** (exponent - EXPONENT_BIAS);
}
