/** A loaded model that turns items (frames, sounds, texts) into rows of numbers. Holds memory until disposed. */
export interface Encoder<Item> {
  /**
   * @returns for each item its rows, [rows, width] row by row: one for a frame or a text, any number for a sound.
   * Not checked for NaN. An item gets the same rows whatever else is asked for with it.
   */
  encode(items: readonly Item[]): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}
