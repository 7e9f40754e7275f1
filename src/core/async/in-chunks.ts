/**
 * Groups a stream into arrays of `size` items; the last one may be shorter, none is empty.
 * The source is pulled only as far as the next chunk needs.
 */
export async function* inChunks<Item>(
  source: AsyncIterable<Item> | Iterable<Item>,
  size: number,
): AsyncGenerator<Item[], void, void> {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`A chunk needs at least 1 item, got ${size}`);
  let chunk: Item[] = [];
  for await (const item of source) {
    chunk.push(item);
    if (chunk.length === size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}
