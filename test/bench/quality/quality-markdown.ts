import type { Definition } from './quality-definitions.js';
import type { Figure, QualityRow, QualityTable } from './quality-report.js';
import type { Column } from './score-vectors.js';

/** The tables of the README, figures in %. */
export function qualityMarkdown(options: {
  readonly table: QualityTable;
  readonly definitions: readonly Definition[];
  /** Definitions of the paper's Table 2; none prints no such table. */
  readonly tableTwo: readonly Definition[];
  readonly concatenation: string;
}): string {
  const { table, definitions, tableTwo } = options;
  const parts = [
    trainingTable(table),
    ...definitions.map((definition) => definitionTable(table, definition)),
    ...(tableTwo.length === 0 ? [] : [tableTwoMarkdown({ ...options, definitions: tableTwo })]),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const SHOWN = [
  ['target', 'target'],
  ['bodyPart', 'bodyPart'],
  ['equipment', 'equipment'],
  ['visual', 'mean of the three'],
  ['sound', 'sound, all clips'],
  ['soundLabelled', 'sound, labelled clips'],
] as const satisfies readonly (readonly [Column, string])[];

/** One definition: all vectors, and what tokens gain. Bold is above every vector of features. */
function definitionTable(table: QualityTable, { id, title }: Definition): string {
  const head = ['vector', ...SHOWN.map(([, words]) => words), 'visual gain', 'wins each', 'sound beats all'];
  const rows = table.rows.map((row) => {
    const against = row.against?.[id];
    const cells = SHOWN.map(([column]) => figureCell({ table, row, id, column }));
    if (against === undefined) return [row.name, ...cells, '', '', ''];
    return [
      row.name,
      ...cells,
      signedPercent(against.gainOverBest.visual),
      against.winsEachVisualLabel ? 'yes' : 'no',
      against.beatsConcatenationOnSound ? 'yes' : 'no',
    ];
  });
  return `**${title}**\n\n${markdownTable(head, rows)}`;
}

function trainingTable({ rows }: QualityTable): string {
  const trained = rows.flatMap(({ name, training }) => (training === undefined ? [] : [{ name, training }]));
  if (trained.length === 0) return '';
  const head = ['recipe', 'what it is', 'seeds', 'seconds a training', 'epochs (best)', 'parameters'];
  return markdownTable(
    head,
    trained.map(({ name, training }) => [
      name,
      training.words,
      String(training.seeds.length),
      training.secondsPerRun.toFixed(0),
      `${training.epochs.toFixed(1)} (${training.bestEpoch.toFixed(1)})`,
      `${(training.parameters / 1e6).toFixed(2)} M`,
    ]),
  );
}

/** Without against with distillation; the best vector of features is the one with the best visual mean. */
function tableTwoMarkdown(options: {
  readonly table: QualityTable;
  readonly definitions: readonly Definition[];
  readonly concatenation: string;
}): string {
  const { table, concatenation } = options;
  const blocks = options.definitions.map(({ id, title }) => {
    const best = table.best[id]?.visual.name;
    const without = new Set([concatenation, best]);
    const shown = table.rows.filter(({ kind, name }) => kind === 'token' || without.has(name));
    const rows = shown.map((row) => [
      row.kind === 'token' ? `w. distillation: ${row.name}` : `wo.: ${row.name}`,
      ...SHOWN.map(([column]) => figureCell({ table, row, id, column })),
    ]);
    return `**${title}**\n\n${markdownTable(['', ...SHOWN.map(([, words]) => words)], rows)}`;
  });
  return blocks.join('\n\n');
}

/** A cutoff that takes the whole gallery says nothing about anyone. */
function figureCell(cell: {
  readonly table: QualityTable;
  readonly row: QualityRow;
  readonly id: string;
  readonly column: Column;
}): string {
  const { table, row, id, column } = cell;
  const figure = row.figures[id]?.[column];
  const isEverything = table.rows.some(
    ({ kind, figures }) => kind === 'random' && figures[id]?.[column].mean === 1,
  );
  if (figure === undefined || isEverything) return '–';
  const gain = row.against?.[id]?.gainOverBest[column] ?? 0;
  const mean = gain > 0 ? `**${percent(figure.mean)}**` : percent(figure.mean);
  return `${mean}${halfWidth(figure)}`;
}

/** Half of the 95 % interval. */
function halfWidth({ low, high }: Figure): string {
  return low === undefined || high === undefined ? '' : ` ±${percent((high - low) / 2)}`;
}

function percent(value: number): string {
  return (100 * value).toFixed(1);
}

function signedPercent(value: number): string {
  return `${value < 0 ? '−' : '+'}${percent(Math.abs(value))} %`;
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
