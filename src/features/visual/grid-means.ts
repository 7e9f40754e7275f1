/**
 * Mean of a plane in each cell of a grid laid over the whole picture, whatever its aspect ratio. A picture
 * with fewer pixels than cells repeats its pixels.
 *
 * @param options.plane [height, width]
 * @returns [cells, cells] row by row from the top left
 */
export function gridMeans(options: {
  readonly plane: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly cells: number;
}): Float32Array {
  const { plane, width, height, cells } = options;
  const means = new Float32Array(cells * cells);
  for (let row = 0; row < cells; row += 1) {
    const top = Math.floor((row * height) / cells);
    const bottom = Math.max(top + 1, Math.floor(((row + 1) * height) / cells));
    for (let column = 0; column < cells; column += 1) {
      const left = Math.floor((column * width) / cells);
      const right = Math.max(left + 1, Math.floor(((column + 1) * width) / cells));
      let sum = 0;
      for (let y = top; y < bottom; y += 1) {
        for (let x = left; x < right; x += 1) sum += plane[y * width + x] as number;
      }
      means[row * cells + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return means;
}
