import { describe, expect, it } from 'vitest';
import { pictureLayout } from '../../src/describe/tags/picture-layout.js';
import { paintedFrame, type Rgb } from '../support/synthetic-sample.js';

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
const RED: Rgb = [220, 40, 30];

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly colour: Rgb;
}

/** Boxes on a white ground; sides as shares of the picture. */
function drawing(...boxes: readonly Box[]) {
  return paintedFrame({
    width: 96,
    height: 96,
    paint: (x, y) =>
      boxes.findLast(({ left, top, right, bottom }) => x > left && x < right && y > top && y < bottom)
        ?.colour ?? WHITE,
  });
}

const post: Box = { left: 0.4, top: 0.1, right: 0.6, bottom: 0.9, colour: BLACK };

describe('the layout of the pictures', () => {
  it('finds a plain background, and what stands out from it', () => {
    const layout = pictureLayout([drawing(post)]);
    expect(layout.backgroundColour).toBe('white');
    // 0.8 high, 0.2 wide.
    expect(layout.subject?.heightOverWidth).toBeCloseTo(4, 0);
    expect(layout.subject?.share).toBeCloseTo(0.16, 1);
  });

  it('knows no background where the rim has several colours', () => {
    const halves = paintedFrame({ paint: (x) => (x < 0.5 ? WHITE : BLACK) });
    expect(pictureLayout([halves])).toEqual({});
  });

  it('knows a background without a subject when nothing stands out, or nearly everything does', () => {
    expect(pictureLayout([drawing()])).toEqual({ backgroundColour: 'white' });
    const nearlyAll = { left: 0.06, top: 0.06, right: 0.94, bottom: 0.94, colour: BLACK };
    expect(pictureLayout([drawing(nearlyAll)])).toEqual({ backgroundColour: 'white' });
  });

  it('tells in which third of the subject the picture changes', () => {
    const arm = { left: 0.6, top: 0.12, right: 0.8, bottom: 0.3, colour: BLACK };
    const foot = { left: 0.6, top: 0.75, right: 0.8, bottom: 0.9, colour: BLACK };
    const still = drawing(post);
    expect(pictureLayout([still, drawing(post, arm), still]).movement).toEqual([1, 0, 0]);
    expect(pictureLayout([still, drawing(post, foot)]).movement).toEqual([0, 0, 1]);
    expect(pictureLayout([still, still]).movement).toBeUndefined();
  });

  it('shares the change out over the whole picture where nothing stands out', () => {
    const split = (upper: Rgb) =>
      paintedFrame({ paint: (x, y) => (x < 0.5 ? BLACK : y < 0.5 ? upper : RED) });
    const { movement } = pictureLayout([split(BLACK), split(WHITE)]);
    // Of the upper half that changes, two thirds lie in the upper third.
    expect(movement).toEqual([expect.closeTo(2 / 3, 1), expect.closeTo(1 / 3, 1), 0]);
  });

  it('finds a touch of a strong colour and where it is', () => {
    const belt = { left: 0.4, top: 0.45, right: 0.6, bottom: 0.55, colour: RED };
    const { touch } = pictureLayout([drawing(post, belt)]);
    expect(touch).toMatchObject({ colour: 'red', thirds: [0, 1, 0] });
    expect(touch?.share).toBeCloseTo(0.02, 2);
  });

  it('sees no touch in greys, in specks, or in a colour that covers much', () => {
    const speck = { left: 0.5, top: 0.5, right: 0.52, bottom: 0.52, colour: RED };
    expect(pictureLayout([drawing(post)]).touch).toBeUndefined();
    expect(pictureLayout([drawing(post, speck)]).touch).toBeUndefined();
    expect(pictureLayout([drawing({ ...post, left: 0.2, right: 0.8, colour: RED })]).touch).toBeUndefined();
  });
});
