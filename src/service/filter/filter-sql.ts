import { sqlIn, sqlText } from '../../store/sql.js';
import type { Filter, NumberField, TextField } from './filter.js';

type Condition<Kind extends Filter['kind']> = Extract<Filter, { kind: Kind }>;
type NumberOperator = Condition<'number'>['operator'];

const NUMBER_COLUMNS: Readonly<Record<NumberField, string>> = {
  duration: 'duration',
  width: 'width',
  height: 'height',
  cluster: 'content_cluster',
  token_cluster: 'token_cluster',
  created: 'CAST(created_at AS BIGINT)',
};

const TEXT_COLUMNS: Readonly<Record<Exclude<TextField, 'tag'>, string>> = {
  id: 'id',
  title: 'title',
  describer: 'describer',
};

const THINGS: Readonly<Record<Condition<'has'>['what'], string>> = {
  // A token counts with its space alone.
  token: '(token IS NOT NULL AND space_id IS NOT NULL)',
  sound: 'audio_codec IS NOT NULL',
  media: 'container IS NOT NULL',
  description: 'description IS NOT NULL',
};

const OPPOSITES: Readonly<Record<NumberOperator, NumberOperator>> = {
  '=': '!=',
  '!=': '=',
  '<': '>=',
  '>=': '<',
  '<=': '>',
  '>': '<=',
};

/**
 * The filter as a condition over the columns of `videos`. Names of columns come from the tables above, values are
 * escaped; `not` is pushed down to the comparisons, so that the answer for what is null does not depend on how an
 * index answers the negation of one.
 */
export function filterSql(filter: Filter): string {
  return sqlWhere(filter, true);
}

/** Where the filter is known to be `wanted`. */
function sqlWhere(filter: Filter, wanted: boolean): string {
  switch (filter.kind) {
    case 'not':
      return sqlWhere(filter.part, !wanted);
    case 'and':
    case 'or': {
      const word = (filter.kind === 'and') === wanted ? ' AND ' : ' OR ';
      return `(${filter.parts.map((part) => sqlWhere(part, wanted)).join(word)})`;
    }
    case 'has':
      return negatedUnless(wanted, THINGS[filter.what]);
    case 'number':
      return numberSql(filter.field, wanted ? filter.operator : OPPOSITES[filter.operator], filter.value);
    case 'number-in':
      return numberInSql(filter, wanted);
    case 'text':
      return filter.operator === 'contains'
        ? negatedUnless(wanted, containsSql(filter.field, filter.value))
        : textInSql(filter.field, [filter.value], (filter.operator === '=') === wanted);
    case 'text-in':
      return textInSql(filter.field, filter.values, wanted);
    case 'label':
      return labelSql(filter.name, [filter.value], (filter.operator === '=') === wanted);
    case 'label-in':
      return labelSql(filter.name, filter.values, wanted);
  }
}

function negatedUnless(wanted: boolean, condition: string): string {
  return wanted ? condition : `NOT (${condition})`;
}

function numberSql(field: NumberField, operator: NumberOperator, value: number): string {
  return `${numberColumn(field, [value])} ${operator} ${sqlNumber(field, value)}`;
}

function numberInSql({ field, values }: Condition<'number-in'>, wanted: boolean): string {
  const list = values.map((value) => sqlNumber(field, value)).join(', ');
  return `${numberColumn(field, values)} ${wanted ? 'IN' : 'NOT IN'} (${list})`;
}

/** The planner refuses to compare a column of integers with a literal that is none of its type. */
function numberColumn(field: NumberField, values: readonly number[]): string {
  const column = NUMBER_COLUMNS[field];
  return field === 'duration' || values.every(isInt32) ? column : `CAST(${column} AS DOUBLE)`;
}

function sqlNumber(field: NumberField, value: number): string {
  return field !== 'duration' && isInt32(value) ? String(value) : value.toExponential();
}

function isInt32(value: number): boolean {
  return (value | 0) === value;
}

function textInSql(field: TextField, values: readonly string[], wanted: boolean): string {
  if (field === 'tag') return listHasSql('tags', values, wanted);
  const among = sqlIn(TEXT_COLUMNS[field], values);
  return negatedUnless(wanted, among);
}

/** A label is stored as `name=value`, and its name ends at the first `=`. */
function labelSql(name: string, values: readonly string[], wanted: boolean): string {
  return listHasSql(
    'labels',
    values.map((value) => `${name}=${value}`),
    wanted,
  );
}

function listHasSql(column: string, values: readonly string[], wanted: boolean): string {
  const any = values.map((value) => `array_has(${column}, ${sqlText(value)})`).join(' OR ');
  return negatedUnless(wanted, `(${any})`);
}

/** Byte by byte, so with the case of letters. */
function containsSql(field: TextField, value: string): string {
  const column =
    field === 'tag' ? `array_to_string(tags, ${sqlText(separatorBeside(value))})` : TEXT_COLUMNS[field];
  return `contains(${column}, ${sqlText(value)})`;
}

/** A character that the value does not hold: then it cannot be found across the border of two tags. */
function separatorBeside(value: string): string {
  let code = 0x1f;
  while (value.includes(String.fromCharCode(code))) code += 1;
  return String.fromCharCode(code);
}
