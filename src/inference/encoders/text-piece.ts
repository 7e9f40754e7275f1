/** A text to be read as one. */
export interface TextPiece {
  readonly text: string;
}
