import { type Axis, createAxis } from './axis.js';

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** One line of a chart. */
export interface ChartCurve {
  readonly name: string;
  readonly points: readonly CurvePoint[];
}

export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  readonly margin: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
}

export interface CurveChart {
  readonly x: Axis;
  readonly y: Axis;
  /** `d` of the path of each curve. */
  readonly paths: readonly string[];
  /** All steps that some curve has, ascending. */
  readonly steps: readonly number[];
}

/** Where everything of a line chart stands. */
export function layOutCurves(curves: readonly ChartCurve[], layout: ChartLayout): CurveChart {
  const { width, height, margin } = layout;
  const points = curves.flatMap((curve) => curve.points);
  const x = createAxis(
    points.map((point) => point.x),
    { from: margin.left, to: width - margin.right, count: 6, tight: true },
  );
  const y = createAxis(
    points.map((point) => point.y),
    { from: height - margin.bottom, to: margin.top, count: 5 },
  );
  const paths = curves.map((curve) =>
    curve.points
      .map(
        (point, place) =>
          `${place === 0 ? 'M' : 'L'}${round(x.toPixel(point.x))} ${round(y.toPixel(point.y))}`,
      )
      .join(''),
  );
  const steps = [...new Set(points.map((point) => point.x))].sort((left, right) => left - right);
  return { x, y, paths, steps };
}

/** The step nearest to a place; undefined without steps. */
export function nearestStep(steps: readonly number[], value: number): number | undefined {
  return steps.reduce<number | undefined>(
    (best, step) => (best === undefined || Math.abs(step - value) < Math.abs(best - value) ? step : best),
    undefined,
  );
}

/** What each curve says at a step; a curve without a point there says nothing. */
export function readOut(curves: readonly ChartCurve[], step: number): readonly (number | undefined)[] {
  return curves.map((curve) => curve.points.find((point) => point.x === step)?.y);
}

/** The same numbers as a table: one row a step. */
export function tableOfCurves(
  curves: readonly ChartCurve[],
  stepName: string,
): { readonly columns: readonly string[]; readonly rows: readonly (readonly (number | null)[])[] } {
  const byCurve = curves.map((curve) => new Map(curve.points.map((point) => [point.x, point.y])));
  const steps = [...new Set(curves.flatMap((curve) => curve.points.map((point) => point.x)))].sort(
    (left, right) => left - right,
  );
  return {
    columns: [stepName, ...curves.map((curve) => curve.name)],
    rows: steps.map((step) => [step, ...byCurve.map((values) => values.get(step) ?? null)]),
  };
}

function round(pixel: number): number {
  return Math.round(pixel * 100) / 100;
}
