import type { Random } from '../../src/math/random.js';
import { html } from './html.js';

export interface InterestIntensityPlot {
  /** [users] */
  readonly userIds: readonly string[];
  /** Names of the modalities. */
  readonly columns: readonly string[];
  /** [users, columns] shares 0…1 that sum to 1 for each user */
  readonly rows: Float32Array;
  /** Chooses which users are shown. */
  readonly random: Random;
  /** Users to show, 10 when absent. */
  readonly count?: number;
}

const CELL = { width: 92, height: 26, gap: 2 };
const LABEL_WIDTH = 150;
const HEADER_HEIGHT = 44;
const LABEL_LENGTH = 18;
/** Hue of a share of 1; a share of 0 is white. */
const FULL = [18, 74, 140] as const;
/** From here on white figures are easier to read than black ones. */
const DARK = 0.55;

/**
 * Interest intensities of some users, as in Figure 6 of Chen et al. 2024 (M3CSR): a row a user, a column a modality, the
 * darker the larger the share.
 * @returns a whole SVG document
 */
export function interestIntensityPlot(options: InterestIntensityPlot): string {
  const { userIds, columns, rows, random, count = 10 } = options;
  const shown = random.sample([...userIds.keys()], count).sort((left, right) => left - right);
  const width = LABEL_WIDTH + columns.length * CELL.width;
  const height = HEADER_HEIGHT + shown.length * CELL.height + CELL.gap;
  const headings = columns.map(
    (name, column) =>
      html`<text x="${centreOf(column)}" y="${HEADER_HEIGHT - 8}" text-anchor="middle" font-weight="600">${name}</text>
`,
  );
  const lines = shown.map((user, line) => {
    const top = HEADER_HEIGHT + line * CELL.height;
    const cells = columns.map((name, column) => {
      const share = rows[user * columns.length + column] as number;
      return html`<rect x="${centreOf(column) - CELL.width / 2 + CELL.gap}" y="${top}" width="${CELL.width - CELL.gap}" height="${CELL.height - CELL.gap}" fill="${colourOf(share)}"><title>${userIds[user] as string}, ${name}: ${share.toFixed(3)}</title></rect>
<text x="${centreOf(column)}" y="${top + 16}" text-anchor="middle" fill="${share > DARK ? '#ffffff' : '#1a1a1a'}">${share.toFixed(2)}</text>
`;
    });
    return html`<text x="${LABEL_WIDTH - 10}" y="${top + 16}" text-anchor="end">${shortened(userIds[user] as string)}</text>
${cells}`;
  });
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="interest-intensity-title" font-family="system-ui, sans-serif" font-size="12" fill="#1a1a1a">
<title id="interest-intensity-title">Interest intensity of ${shown.length} users per modality</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>
<text x="10" y="16" font-weight="600">Interest intensity per modality</text>
${headings}${lines}</svg>
`.markup;
}

function centreOf(column: number): number {
  return LABEL_WIDTH + column * CELL.width + CELL.width / 2;
}

function colourOf(share: number): string {
  const parts = FULL.map((full) => Math.round(255 + share * (full - 255)));
  return `rgb(${parts.join(' ')})`;
}

function shortened(text: string): string {
  const signs = [...text];
  return signs.length <= LABEL_LENGTH ? text : `${signs.slice(0, LABEL_LENGTH - 1).join('')}…`;
}
