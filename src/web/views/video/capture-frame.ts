/** Pixels of the longer side; more tells a search by picture nothing. */
const LONGEST_SIDE = 640;
const QUALITY = 0.9;

/** The picture that a player shows right now; undefined before there is one. */
export function captureFrame(player: HTMLVideoElement): HTMLCanvasElement | undefined {
  const { videoWidth, videoHeight } = player;
  if (videoWidth === 0 || videoHeight === 0) return undefined;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(videoWidth, videoHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(videoWidth * scale);
  canvas.height = Math.round(videoHeight * scale);
  canvas.getContext('2d')?.drawImage(player, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** The picture as base64 of a JPEG. */
export function jpegOf(canvas: HTMLCanvasElement): string {
  return canvas.toDataURL('image/jpeg', QUALITY).replace(/^data:image\/jpeg;base64,/, '');
}
