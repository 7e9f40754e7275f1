/**
 * log softmax(x · W + b)[target] where the probability of the target is too small for float32: from the logits of the
 * target and of the likeliest class j, log p(target) = z(target) − z(j) + log p(j).
 */
export function improbableLogLikelihood(options: {
  /** [classes] softmax of the logits of this row */
  readonly probabilities: Float32Array;
  readonly target: number;
  /** [width] */
  readonly input: Float32Array;
  /** [width, classes] */
  readonly weight: Float32Array;
  /** [classes] */
  readonly bias: Float32Array;
}): number {
  const { probabilities, target, input, weight, bias } = options;
  const classes = probabilities.length;
  const logit = (column: number): number =>
    input.reduce(
      (sum, value, row) => sum + value * (weight[row * classes + column] as number),
      bias[column] as number,
    );
  let likeliest = 0;
  for (let column = 1; column < classes; column += 1) {
    if ((probabilities[column] as number) > (probabilities[likeliest] as number)) likeliest = column;
  }
  return logit(target) - logit(likeliest) + Math.log(probabilities[likeliest] as number);
}
