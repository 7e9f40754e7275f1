import type { Scene } from './scene.js';
import { type Size, seenBox, toScreen, type Viewport } from './viewport.js';

/** The picture is this much smaller than the screen: enlarging it makes it soft. */
export const AURA_SHRINK = 5;
const MOST_POINTS = 4000;
const SPRITE = 48;
const OPACITY = 0.13;

/** A soft glow around the points in the colour of their group, so that groups are seen before their points. */
export function drawAura(
  context: CanvasRenderingContext2D,
  { scene, view, size }: { readonly scene: Scene; readonly view: Viewport; readonly size: Size },
): void {
  context.clearRect(0, 0, size.width, size.height);
  const visible: number[] = [];
  scene.grid.visit(seenBox(view, size), (index) => visible.push(index));
  if (visible.length > MOST_POINTS) return;
  const radius = Math.min(Math.max(Math.sqrt((size.width * size.height) / visible.length) * 0.55, 26), 96);
  const sprites = scene.colours.groups.map(([red, green, blue]) => spriteOf(`${red} ${green} ${blue}`));
  context.globalAlpha = OPACITY * Math.min(1, 12 / Math.sqrt(visible.length + 1) + 0.35);
  for (const index of visible) {
    const group = scene.colouring.groups[index] as number;
    const sprite = sprites[group];
    if (sprite === undefined || (scene.isolated !== undefined && group !== scene.isolated)) continue;
    const { x, y } = toScreen(view, {
      x: scene.points.x[index] as number,
      y: scene.points.y[index] as number,
    });
    context.drawImage(sprite, x - radius, y - radius, 2 * radius, 2 * radius);
  }
  context.globalAlpha = 1;
}

function spriteOf(colour: string): HTMLCanvasElement {
  const sprite = document.createElement('canvas');
  sprite.width = SPRITE;
  sprite.height = SPRITE;
  const context = sprite.getContext('2d');
  if (context === null) return sprite;
  const glow = context.createRadialGradient(SPRITE / 2, SPRITE / 2, 0, SPRITE / 2, SPRITE / 2, SPRITE / 2);
  glow.addColorStop(0, `rgb(${colour} / 100%)`);
  glow.addColorStop(0.5, `rgb(${colour} / 45%)`);
  glow.addColorStop(1, `rgb(${colour} / 0%)`);
  context.fillStyle = glow;
  context.fillRect(0, 0, SPRITE, SPRITE);
  return sprite;
}
