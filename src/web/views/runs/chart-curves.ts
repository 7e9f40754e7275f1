import type { ChartCurve, CurvePoint } from './curve-chart.js';

/** A curve as the service gives it. */
interface NamedCurve {
  readonly name: string;
  readonly unit: string;
  readonly points: readonly CurvePoint[];
}

/** A line of a chart: its colour tells the figure, its stroke the model. */
export interface ChartLine extends ChartCurve {
  /** Number of its colour. */
  readonly colour: number;
  readonly isOther: boolean;
}

/** Curves with the same unit, which share an axis. */
export interface ChartOfUnit {
  readonly unit: string;
  readonly lines: readonly ChartLine[];
}

/** One chart for each unit; the curves of a second model lie in the same charts, in the colours of the first. */
export function chartsOf(own: readonly NamedCurve[], other: readonly NamedCurve[]): readonly ChartOfUnit[] {
  const units = [...new Set([...own, ...other].map(({ unit }) => unit))];
  return units.map((unit) => {
    const here = own.filter((curve) => curve.unit === unit);
    const there = other.filter((curve) => curve.unit === unit);
    const names = [...new Set([...here, ...there].map(({ name }) => name))];
    const lineOf =
      (isOther: boolean) =>
      ({ name, points }: NamedCurve): ChartLine => ({
        name: isOther ? `${name} (other model)` : name,
        points,
        colour: names.indexOf(name),
        isOther,
      });
    return { unit, lines: [...here.map(lineOf(false)), ...there.map(lineOf(true))] };
  });
}
