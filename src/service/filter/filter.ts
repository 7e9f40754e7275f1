/** What a video can be compared by; the grammar stands in `README.md`. */
export const NUMBER_FIELDS = ['duration', 'width', 'height', 'cluster', 'token_cluster', 'created'] as const;
export const TEXT_FIELDS = ['id', 'title', 'tag', 'describer'] as const;

export type NumberField = (typeof NUMBER_FIELDS)[number];
export type TextField = (typeof TEXT_FIELDS)[number];

/**
 * A parsed filter: data only, so nothing of what was sent reaches SQL unescaped. Lists hold at least one value, the
 * value of `contains` is not empty, numbers are finite and the name of a label holds no `=`.
 */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }
  | {
      readonly kind: 'number';
      readonly field: NumberField;
      readonly operator: '=' | '!=' | '<' | '<=' | '>' | '>=';
      readonly value: number;
    }
  | { readonly kind: 'number-in'; readonly field: NumberField; readonly values: readonly number[] }
  | {
      readonly kind: 'text';
      readonly field: TextField;
      readonly operator: '=' | '!=' | 'contains';
      readonly value: string;
    }
  | { readonly kind: 'text-in'; readonly field: TextField; readonly values: readonly string[] }
  | { readonly kind: 'label'; readonly name: string; readonly operator: '=' | '!='; readonly value: string }
  | { readonly kind: 'label-in'; readonly name: string; readonly values: readonly string[] }
  | { readonly kind: 'has'; readonly what: 'token' | 'sound' | 'media' | 'description' };
