import { dotRadius } from './draw-dots.js';
import type { Pictures } from './pictures.js';
import { type Obstacle, placeLabels } from './place-labels.js';
import { type PlacedPicture, placePictures } from './place-pictures.js';
import { isInFocus, type Scene } from './scene.js';
import { type Size, seenBox, toScreen, type Viewport } from './viewport.js';

/** More points than these in sight are shown as dots only. */
const MOST_FOR_PICTURES = 600;
const MOST_PICTURES = 160;
/** More chosen points than these in sight are not ringed. */
const MOST_MARKED = 20_000;
const LABEL_FONT = '600 12.5px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const MOST_LABEL_CHARACTERS = 30;

interface Drawing {
  readonly context: CanvasRenderingContext2D;
  readonly scene: Scene;
  readonly view: Viewport;
  readonly size: Size;
  readonly pictures: Pictures;
}

interface ShownPicture extends Obstacle {
  readonly index: number;
}

/** Draws what stands above the dots: pictures, rings, names and the lasso, in CSS pixels. */
export function drawMarks(drawing: Drawing): void {
  const { context, scene, size } = drawing;
  context.clearRect(0, 0, size.width, size.height);
  const { count, few } = pointsInSight(drawing);
  const shown = scene.showsPictures && count <= MOST_FOR_PICTURES ? drawPictures(drawing, few) : [];
  const radius = dotRadius({ shown: count, width: size.width, height: size.height });
  if (scene.chosen.size > 0) drawChosen(drawing, { visible: few, radius, shown });
  drawNames(drawing, shown);
  if (scene.pointed !== undefined) drawPointed(drawing, scene.pointed, radius);
  drawLasso(drawing);
}

/** Ascending; empty where there are too many to be marked one by one. */
function pointsInSight({ scene, view, size }: Drawing): { readonly count: number; readonly few: number[] } {
  const few: number[] = [];
  let count = 0;
  scene.grid.visit(seenBox(view, size), (index) => {
    count += 1;
    if (count <= MOST_MARKED) few.push(index);
  });
  return { count, few: count <= MOST_MARKED ? few.sort((left, right) => left - right) : [] };
}

/** Draws clips as pictures where there is room, and says which. */
function drawPictures(drawing: Drawing, visible: readonly number[]): readonly ShownPicture[] {
  const { context, scene, view, size, pictures } = drawing;
  const room = Math.sqrt((size.width * size.height) / Math.max(visible.length, 1));
  const side = Math.min(Math.max(room * 0.42, 38), 64);
  const wanted = visible
    .filter((index) => isInFocus(scene, index))
    .map((index): PlacedPicture => ({ index, ...screenOf(scene, view, index) }));
  // Those placed first lie below: the order of drawing is turned round.
  const placed = placePictures(wanted, { side: side * 0.86, most: MOST_PICTURES }).reverse();
  return placed.flatMap(({ index, x, y }): ShownPicture[] => {
    const picture = pictures.get(scene.points.ids[index] as string);
    if (picture === undefined) return [];
    const left = x - side / 2;
    const top = y - side / 2;
    context.save();
    context.beginPath();
    context.roundRect(left, top, side, side, side * 0.2);
    context.shadowColor = 'rgb(0 0 0 / 35%)';
    context.shadowBlur = 8;
    context.shadowOffsetY = 2;
    context.fillStyle = scene.colours.surface;
    context.fill();
    context.shadowColor = 'transparent';
    context.clip();
    const shorter = Math.min(picture.naturalWidth, picture.naturalHeight);
    context.drawImage(
      picture,
      (picture.naturalWidth - shorter) / 2,
      (picture.naturalHeight - shorter) / 2,
      shorter,
      shorter,
      left,
      top,
      side,
      side,
    );
    context.restore();
    context.beginPath();
    context.roundRect(left, top, side, side, side * 0.2);
    context.lineWidth = scene.chosen.has(index) ? 4.5 : 2.5;
    context.strokeStyle = scene.chosen.has(index) ? scene.colours.text : colourOfPoint(scene, index);
    context.stroke();
    return [{ index, x, y, side }];
  });
}

function drawChosen(
  { context, scene, view }: Drawing,
  {
    visible,
    radius,
    shown,
  }: {
    readonly visible: readonly number[];
    readonly radius: number;
    readonly shown: readonly ShownPicture[];
  },
): void {
  const framed = new Set(shown.map(({ index }) => index));
  context.lineWidth = 1.5;
  context.strokeStyle = scene.colours.text;
  context.beginPath();
  for (const index of visible) {
    if (!scene.chosen.has(index) || framed.has(index)) continue;
    const { x, y } = screenOf(scene, view, index);
    context.moveTo(x + radius + 1.5, y);
    context.arc(x, y, radius + 1.5, 0, 2 * Math.PI);
  }
  context.stroke();
}

function drawNames({ context, scene, view, size }: Drawing, shown: readonly ShownPicture[]): void {
  context.font = LABEL_FONT;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const inSight = scene.names
    .filter(({ key }) => scene.isolated === undefined || key === scene.isolated)
    .map((name) => ({ ...name, text: shorten(name.text), ...toScreen(view, name) }))
    .filter(({ x, y }) => x > 0 && y > 0 && x < size.width && y < size.height);
  const placed = placeLabels(inSight, {
    widthOf: (text) => context.measureText(text).width + 18,
    height: 22,
    lift: shown.length > 0 ? 30 : 20,
    obstacles: shown,
  });
  for (const { key, text, x, y, width } of placed) {
    const left = Math.min(Math.max(x, width / 2 + 4), Math.max(size.width - width / 2 - 4, width / 2));
    const middle = Math.min(Math.max(y, 14), size.height - 14);
    context.beginPath();
    context.roundRect(left - width / 2, middle - 11, width, 22, 11);
    context.globalAlpha = 0.92;
    context.fillStyle = scene.colours.surface;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 1.5;
    context.strokeStyle = scene.colours.groupTexts[key] ?? scene.colours.faint;
    context.stroke();
    context.fillStyle = scene.colours.text;
    context.fillText(text, left, middle + 0.5);
  }
}

function drawPointed({ context, scene, view }: Drawing, index: number, radius: number): void {
  const { x, y } = screenOf(scene, view, index);
  context.beginPath();
  context.arc(x, y, Math.max(radius, 4) + 1, 0, 2 * Math.PI);
  context.fillStyle = colourOfPoint(scene, index);
  context.fill();
  context.lineWidth = 3;
  context.strokeStyle = scene.colours.surface;
  context.stroke();
  context.beginPath();
  context.arc(x, y, Math.max(radius, 4) + 4, 0, 2 * Math.PI);
  context.lineWidth = 2.5;
  context.strokeStyle = scene.colours.text;
  context.stroke();
}

function drawLasso({ context, scene }: Drawing): void {
  const [first, ...others] = scene.lasso;
  if (first === undefined) return;
  context.beginPath();
  context.moveTo(first.x, first.y);
  for (const corner of others) context.lineTo(corner.x, corner.y);
  context.closePath();
  context.globalAlpha = 0.12;
  context.fillStyle = scene.colours.accent;
  context.fill();
  context.globalAlpha = 1;
  context.lineWidth = 2;
  context.setLineDash([6, 4]);
  context.strokeStyle = scene.colours.accent;
  context.stroke();
  context.setLineDash([]);
}

function screenOf({ points }: Scene, view: Viewport, index: number): { x: number; y: number } {
  return toScreen(view, { x: points.x[index] as number, y: points.y[index] as number });
}

function colourOfPoint({ colouring, colours }: Scene, index: number): string {
  return colours.groupTexts[colouring.groups[index] as number] ?? colours.faint;
}

function shorten(text: string): string {
  return text.length > MOST_LABEL_CHARACTERS
    ? `${text.slice(0, MOST_LABEL_CHARACTERS - 1).trimEnd()}…`
    : text;
}
