/** The numbers of one AdamW update, the same for every weight of a variable. */
export interface AdamWStep {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Learning rate divided by 1 − β₁ᵗ. */
  readonly rate: number;
  /** 1 / √(1 − β₂ᵗ). */
  readonly squareCorrection: number;
  /** Share of the weight that decay leaves: 1 − learning rate · weight decay, or 1. */
  readonly retained: number;
  /** Factor of every gradient (clipping). */
  readonly scale: number;
}
