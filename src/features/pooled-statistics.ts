/**
 * Weighted mean and standard deviation of each value over the tokens.
 *
 * @param options.tokens [count, width] row by row @param options.weights [count], positive sum
 * @returns [2 · width]: means, then deviations (0 for a single token)
 */
export function pooledStatistics(options: {
  readonly tokens: Float32Array;
  readonly width: number;
  readonly weights: ArrayLike<number>;
}): Float32Array {
  const { tokens, width, weights } = options;
  const count = tokens.length / width;
  const means = new Float64Array(width);
  const squares = new Float64Array(width);
  let total = 0;
  for (let token = 0; token < count; token += 1) total += weights[token] as number;
  for (let token = 0; token < count; token += 1) {
    const share = (weights[token] as number) / total;
    for (let place = 0; place < width; place += 1) {
      means[place] = (means[place] as number) + share * (tokens[token * width + place] as number);
    }
  }
  for (let token = 0; token < count; token += 1) {
    const share = (weights[token] as number) / total;
    for (let place = 0; place < width; place += 1) {
      const difference = (tokens[token * width + place] as number) - (means[place] as number);
      squares[place] = (squares[place] as number) + share * difference * difference;
    }
  }
  const pooled = new Float32Array(2 * width);
  pooled.set(means);
  pooled.set(squares.map(Math.sqrt), width);
  return pooled;
}
