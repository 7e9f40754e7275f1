import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { interestIntensityPlot } from '../../pipelines/report/interest-intensity-plot.js';
import { Random } from '../../src/math/random.js';
import { checkMarkup } from '../support/check-markup.js';

const USERS = 14;

function plotOf(userIds: readonly string[], seed = 1): string {
  const rows = Float32Array.from(userIds.flatMap((_, user) => [user / USERS, 1 - user / USERS]));
  return interestIntensityPlot({ userIds, columns: ['visual', 'audio'], rows, random: new Random(seed) });
}

describe('the plot of interest intensities', () => {
  const ids = Array.from({ length: USERS }, (_, user) => `user-${user}`);

  it('shows ten users with a cell for each modality', () => {
    const cells = checkMarkup(plotOf(ids)).filter(({ name, attributes }) => name === 'rect' && attributes.x);
    expect(cells.length).toBe(10 * 2);
  });

  it('chooses the same users for the same seed and others for another', () => {
    expect(plotOf(ids)).toBe(plotOf(ids));
    expect(plotOf(ids, 2)).not.toBe(plotOf(ids));
  });

  it('shows all users when there are fewer', () => {
    const cells = checkMarkup(plotOf(['one', 'two'])).filter(
      ({ name, attributes }) => name === 'rect' && attributes.x,
    );
    expect(cells.length).toBe(2 * 2);
  });

  it('writes the share of each user and modality', () => {
    expect(plotOf(['only'])).toContain('<title>only, audio: 1.000</title>');
  });

  it('treats hostile user ids as text', () => {
    const svg = plotOf(['<script>alert(1)</script>', '"><rect x="0"/>', 'a&b\u0000']);
    checkMarkup(svg);
    expect(svg).not.toContain('<script');
  });

  it('is a picture that a strict reader draws', async () => {
    const { width, format } = await sharp(Buffer.from(plotOf(ids))).metadata();
    expect(format).toBe('svg');
    expect(width).toBe(334);
  });
});
