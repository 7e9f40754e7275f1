export interface Diagnostic {
  readonly name: string;
  readonly value: number | null;
  readonly chance: number | null;
  readonly meaning: string;
}

export interface ComparedDiagnostic extends Diagnostic {
  /** The same figure of the other model; undefined where it has none. */
  readonly other: number | null | undefined;
}

/** The figures of one model beside those of another, in the order of the first; what only the other has comes last. */
export function compareDiagnostics(
  own: readonly Diagnostic[],
  other: readonly Diagnostic[] | undefined,
): readonly ComparedDiagnostic[] {
  const others = new Map(other?.map((diagnostic) => [diagnostic.name, diagnostic]));
  const names = new Set(own.map(({ name }) => name));
  const missing = (other ?? []).filter(({ name }) => !names.has(name));
  return [
    ...own.map((diagnostic) => ({ ...diagnostic, other: others.get(diagnostic.name)?.value })),
    ...missing.map((diagnostic) => ({ ...diagnostic, value: null, other: diagnostic.value })),
  ];
}
