/** Inner product of two vectors of one length. */
export function dot(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) {
    sum += (left[index] as number) * (right[index] as number);
  }
  return sum;
}

/** Euclidean length. */
export function norm(vector: ArrayLike<number>): number {
  return Math.sqrt(dot(vector, vector));
}

/** A copy of length 1; the zero vector stays zero. */
export function normalised(vector: ArrayLike<number>): Float32Array {
  const length = norm(vector);
  const scale = length > 0 ? 1 / length : 0;
  return Float32Array.from(vector, (value) => value * scale);
}

/** Cosine similarity in −1…1; 0 when either vector is zero. */
export function cosine(left: ArrayLike<number>, right: ArrayLike<number>): number {
  const lengths = norm(left) * norm(right);
  return lengths > 0 ? dot(left, right) / lengths : 0;
}

/** Squared Euclidean distance. */
export function squaredDistance(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) {
    const difference = (left[index] as number) - (right[index] as number);
    sum += difference * difference;
  }
  return sum;
}

/** True when no value is NaN or infinite. */
export function allFinite(vector: ArrayLike<number>): boolean {
  for (let index = 0; index < vector.length; index += 1) {
    if (!Number.isFinite(vector[index])) return false;
  }
  return true;
}
