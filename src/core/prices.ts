/** What a maker asks for the tokens of a model. */
export interface ModelPrice {
  /** US dollars for a million tokens that are sent; 0 only where it is stated to be free. */
  readonly inputPerMillionUsd: number;
  /** US dollars for a million tokens that come back. */
  readonly outputPerMillionUsd: number;
}

/** Prices by the name of the model. A model that is not in it has an unknown price, not none. */
export type PriceTable = Readonly<Record<string, ModelPrice>>;

/** `-2024-07-18` or `-20240718` at the end: a snapshot that a maker sells at the price of the model. */
const SNAPSHOT_DATE = /-(?:\d{4}-\d{2}-\d{2}|\d{8})$/;

/** Price of a model: by its exact name, else by its name without the date of a snapshot; `undefined` when not known. */
export function priceOf(prices: PriceTable, model: string | undefined): ModelPrice | undefined {
  if (model === undefined) return undefined;
  const name = Object.hasOwn(prices, model) ? model : model.replace(SNAPSHOT_DATE, '');
  return Object.hasOwn(prices, name) ? prices[name] : undefined;
}
