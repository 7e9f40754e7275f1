import type { Page } from 'playwright-core';

interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Fingers that are put down, moved together in `steps`, and lifted, through the input of the browser itself: gestures
 * of its own, such as scrolling, take part.
 * @param fingers from where to where, in CSS pixels of the window
 */
export async function moveFingers(
  page: Page,
  fingers: readonly { readonly from: Place; readonly to: Place }[],
  steps = 8,
): Promise<void> {
  const input = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove', part: number) =>
    input.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: fingers.map(({ from, to }, id) => ({
        x: from.x + (to.x - from.x) * part,
        y: from.y + (to.y - from.y) * part,
        id,
      })),
    });
  await touch('touchStart', 0);
  for (let step = 1; step <= steps; step += 1) await touch('touchMove', step / steps);
  await input.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await input.detach();
}
