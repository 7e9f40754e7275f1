import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatNumber } from '../../format.js';
import { Button } from '../../ui/button.jsx';
import { seriesColor } from '../../ui/series-color.js';
import type { ChartOfUnit } from './chart-curves.js';
import { toCsv } from './csv.js';
import { layOutCurves, nearestStep, readOut, tableOfCurves } from './curve-chart.js';
import { DataTable } from './data-table.jsx';
import { fileName } from './file-name.js';
import { saveFile } from './save-file.js';
import { svgText } from './svg-text.js';

const HEIGHT = 266;
const MARGIN = { left: 56, right: 16, top: 14, bottom: 40 };

/** A chart of training curves: hover or arrow keys read it, and the same numbers stand in a table below. */
export function CurveFigure({ title, chart }: { readonly title: string; readonly chart: ChartOfUnit }) {
  const figure = useRef<HTMLDivElement>(null);
  const drawing = useRef<SVGSVGElement>(null);
  const [width, setWidth] = useState(560);
  const [step, setStep] = useState<number | undefined>(undefined);
  useEffect(() => {
    if (figure.current === null) return undefined;
    const element = figure.current;
    const observer = new ResizeObserver(() => setWidth(Math.max(260, element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const { lines, unit } = chart;
  const plan = useMemo(() => layOutCurves(lines, { width, height: HEIGHT, margin: MARGIN }), [lines, width]);
  const { x, y, paths, steps } = plan;
  const values = step === undefined ? [] : readOut(lines, step);
  const isOneFigure = new Set(lines.map(({ colour }) => colour)).size === 1;
  const name = `${title} ${isOneFigure ? (lines[0]?.name ?? unit) : unit}`;
  const point = (event: PointerEvent) => {
    const box = drawing.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return;
    setStep(nearestStep(steps, x.toValue(((event.clientX - box.left) / box.width) * width)));
  };
  const press = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const at = step === undefined ? (by > 0 ? -1 : steps.length) : steps.indexOf(step);
    setStep(steps[Math.min(Math.max(at + by, 0), steps.length - 1)]);
  };
  const readText =
    step === undefined
      ? ''
      : `Epoch ${step}: ${lines.map((line, place) => `${line.name} ${shown(values[place])}`).join(', ')}`;
  return (
    <figure class="chart">
      <figcaption>
        <h3>{isOneFigure ? lines[0]?.name : unit}</h3>
        {isOneFigure && <span class="chart-unit">{unit}</span>}
      </figcaption>
      <ul class="chart-legend" aria-label="Lines of the chart">
        {lines.map((line, place) => (
          <li key={line.name}>
            <span
              class="chart-key"
              data-is-other={line.isOther}
              style={{ borderTopColor: seriesColor(line.colour) }}
            />
            {line.name}
            {step !== undefined && <strong>{shown(values[place])}</strong>}
          </li>
        ))}
      </ul>
      <div
        ref={figure}
        class="chart-area"
        role="slider"
        tabIndex={0}
        aria-label={`${name}: read by epoch`}
        aria-valuemin={steps[0] ?? 0}
        aria-valuemax={steps.at(-1) ?? 0}
        aria-valuenow={step ?? steps[0] ?? 0}
        aria-valuetext={readText === '' ? 'Use the arrow keys to read the chart' : readText}
        onKeyDown={press}
        onBlur={() => setStep(undefined)}
        onPointerMove={point}
        onPointerLeave={() => setStep(undefined)}
      >
        <svg
          ref={drawing}
          viewBox={`0 0 ${width} ${HEIGHT}`}
          width={width}
          height={HEIGHT}
          aria-hidden="true"
        >
          {y.ticks.map((tick) => (
            <g key={tick}>
              <line
                class="chart-grid"
                x1={MARGIN.left}
                x2={width - MARGIN.right}
                y1={y.toPixel(tick)}
                y2={y.toPixel(tick)}
              />
              <text class="chart-tick chart-tick-left" x={MARGIN.left - 8} y={y.toPixel(tick) + 4}>
                {formatNumber(tick)}
              </text>
            </g>
          ))}
          {x.ticks.map((tick) => (
            <text key={tick} class="chart-tick" x={x.toPixel(tick)} y={HEIGHT - 22}>
              {formatNumber(tick)}
            </text>
          ))}
          <text class="chart-tick chart-axis" x={width - MARGIN.right} y={HEIGHT - 5}>
            epoch
          </text>
          <line
            class="chart-base"
            x1={MARGIN.left}
            x2={width - MARGIN.right}
            y1={y.toPixel(y.least)}
            y2={y.toPixel(y.least)}
          />
          {step !== undefined && (
            <line
              class="chart-rule"
              x1={x.toPixel(step)}
              x2={x.toPixel(step)}
              y1={MARGIN.top}
              y2={HEIGHT - MARGIN.bottom}
            />
          )}
          {lines.map((line, place) => (
            <path
              key={line.name}
              class="chart-line"
              data-is-other={line.isOther}
              d={paths[place]}
              style={{ stroke: seriesColor(line.colour) }}
            />
          ))}
          {lines.map((line, place) => {
            const value = values[place];
            if (step === undefined || value === undefined) return null;
            return (
              <circle
                key={line.name}
                class="chart-dot"
                cx={x.toPixel(step)}
                cy={y.toPixel(value)}
                r="4.5"
                style={{ fill: seriesColor(line.colour) }}
              />
            );
          })}
        </svg>
      </div>
      <div class="chart-actions">
        <Button
          size="small"
          kind="quiet"
          icon="download"
          aria-label={`Download ${name} as SVG`}
          onClick={() => {
            if (drawing.current === null) return;
            saveFile(fileName(name, 'svg'), { type: 'image/svg+xml', text: svgText(drawing.current) });
          }}
        >
          SVG
        </Button>
        <Button
          size="small"
          kind="quiet"
          icon="download"
          aria-label={`Download ${name} as CSV`}
          onClick={() =>
            saveFile(fileName(name, 'csv'), { type: 'text/csv', text: toCsv(tableOfCurves(lines, 'epoch')) })
          }
        >
          CSV
        </Button>
      </div>
      <details class="chart-numbers">
        <summary>Numbers</summary>
        <DataTable title={name} table={tableOfCurves(lines, 'epoch')} isPlain />
      </details>
    </figure>
  );
}

function shown(value: number | undefined): string {
  return value === undefined ? '–' : formatNumber(value);
}
