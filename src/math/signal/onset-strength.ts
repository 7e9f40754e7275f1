/**
 * Spectral flux: mean rise of the log-mel bands from one frame to the next, falls counted as zero
 * (Böck and Widmer 2013, SuperFlux, without its vibrato filter).
 *
 * @param logMel [frameCount, bandCount] row by row
 * @returns [frameCount], ≥ 0; the first is 0
 */
export function onsetStrength(logMel: Float32Array, bandCount: number): Float32Array {
  const frameCount = Math.floor(logMel.length / bandCount);
  const strength = new Float32Array(frameCount);
  for (let frame = 1; frame < frameCount; frame += 1) {
    let sum = 0;
    for (let band = 0; band < bandCount; band += 1) {
      const place = frame * bandCount + band;
      sum += Math.max(0, (logMel[place] as number) - (logMel[place - bandCount] as number));
    }
    strength[frame] = sum / bandCount;
  }
  return strength;
}
