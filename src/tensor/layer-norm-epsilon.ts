/** Added to the variance of a row in every layer normalisation: a constant row stays finite. */
export const LAYER_NORM_EPSILON = 1e-5;
