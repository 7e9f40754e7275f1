import type { DescribeInput } from '../../core/description.js';

/** A loaded model that writes a description. */
export interface Teller {
  /**
   * @returns one line; `''` when the model says nothing that can be used
   * @throws VidtokenError `configuration` when the model does not work; InputError; the signal's reason
   */
  tell(input: DescribeInput, options: TellOptions): Promise<Told>;
  dispose(): Promise<void>;
}

export interface TellOptions {
  /** Of what is left to chance. */
  readonly seed: number;
  readonly signal: AbortSignal;
}

export interface Told {
  readonly text: string;
  /** As the model wrote it. */
  readonly raw: string;
}
