import { ProblemError } from '../problem-error.js';
import { type Filter, NUMBER_FIELDS, type NumberField, TEXT_FIELDS, type TextField } from './filter.js';
import { dateMs } from './filter-date.js';
import { FilterFault, type FilterWord, filterWords } from './filter-words.js';

/** Bounds: a filter within them is read and planned in a few milliseconds. */
export const FILTER_LIMITS = { characters: 2000, depth: 12, conditions: 100, values: 200 } as const;

const THINGS = ['token', 'sound', 'media', 'description'] as const;
const NUMBER_OPERATORS = ['=', '!=', '<', '<=', '>', '>='] as const;
const TEXT_OPERATORS = ['=', '!=', 'contains'] as const;
const LABEL_OPERATORS = ['=', '!='] as const;

/**
 * Reads a filter; the grammar stands in `README.md`.
 * @throws ProblemError 400 `invalid-filter` with the character at which it went wrong and what could stand there
 */
export function parseFilter(text: string): Filter {
  try {
    if (text.length > FILTER_LIMITS.characters) {
      const { characters } = FILTER_LIMITS;
      throw new FilterFault(
        characters + 1,
        `a filter has at most ${characters} characters, this one ${text.length}`,
      );
    }
    return new FilterReader(filterWords(text)).read();
  } catch (error) {
    if (!(error instanceof FilterFault)) throw error;
    const message = `Character ${error.position} of the filter: ${error.wrong}.`;
    throw new ProblemError({
      status: 400,
      code: 'invalid-filter',
      message,
      hint: 'For example: duration < 10 and (tag = "cat" or label.kind = "music") and not cluster in (1, 2)',
      errors: [{ path: 'where', message }],
      cause: error,
    });
  }
}

/** Recursive descent: one method per rule of the grammar. */
class FilterReader {
  private index = 0;
  private depth = 0;
  private conditions = 0;
  private readonly words: readonly FilterWord[];

  constructor(words: readonly FilterWord[]) {
    this.words = words;
  }

  read(): Filter {
    const filter = this.either();
    if (this.next.kind !== 'end') throw this.expected('"and", "or" or the end');
    return filter;
  }

  private either(): Filter {
    return this.chain('or', () => this.both());
  }

  private both(): Filter {
    return this.chain('and', () => this.single());
  }

  private chain(kind: 'and' | 'or', part: () => Filter): Filter {
    const first = part();
    const parts = [first];
    while (this.takeKeyword(kind)) parts.push(part());
    return parts.length === 1 ? first : { kind, parts };
  }

  private single(): Filter {
    if (this.takeKeyword('not')) return { kind: 'not', part: this.deeper(() => this.single()) };
    if (this.takeSign('(')) {
      const inner = this.deeper(() => this.either());
      if (!this.takeSign(')')) throw this.expected('")"');
      return inner;
    }
    return this.condition();
  }

  private deeper(read: () => Filter): Filter {
    this.depth += 1;
    if (this.depth > FILTER_LIMITS.depth) {
      throw new FilterFault(this.next.position, `brackets and "not" go at most ${FILTER_LIMITS.depth} deep`);
    }
    const filter = read();
    this.depth -= 1;
    return filter;
  }

  private condition(): Filter {
    this.conditions += 1;
    if (this.conditions > FILTER_LIMITS.conditions) {
      throw new FilterFault(
        this.next.position,
        `a filter has at most ${FILTER_LIMITS.conditions} conditions`,
      );
    }
    if (this.takeKeyword('has')) return { kind: 'has', what: this.oneOf(THINGS) };
    if (this.next.kind !== 'word') throw this.expectedField();
    if (this.next.text === 'label') return this.label();
    const field = this.next.text;
    if (isOneOf(NUMBER_FIELDS, field)) return this.number(field);
    if (isOneOf(TEXT_FIELDS, field)) return this.text(field);
    throw this.expectedField();
  }

  private number(field: NumberField): Filter {
    this.index += 1;
    if (this.takeKeyword('in')) {
      return { kind: 'number-in', field, values: this.list(() => this.numberValue(field)) };
    }
    const operator = this.oneOf(NUMBER_OPERATORS, 'in');
    return { kind: 'number', field, operator, value: this.numberValue(field) };
  }

  private text(field: TextField): Filter {
    this.index += 1;
    if (this.takeKeyword('in')) return { kind: 'text-in', field, values: this.list(() => this.textValue()) };
    const operator = this.oneOf(TEXT_OPERATORS, 'in');
    const { position } = this.next;
    const value = this.textValue();
    if (operator === 'contains' && value === '') {
      throw new FilterFault(position, 'every text contains the empty one; expected a text with characters');
    }
    return { kind: 'text', field, operator, value };
  }

  private label(): Filter {
    this.index += 1;
    if (!this.takeSign('.')) throw this.expected('"." and the name of a label');
    const name = this.labelName();
    if (this.takeKeyword('in')) return { kind: 'label-in', name, values: this.list(() => this.textValue()) };
    const operator = this.oneOf(LABEL_OPERATORS, 'in');
    return { kind: 'label', name, operator, value: this.textValue() };
  }

  private labelName(): string {
    const word = this.next;
    if (word.kind !== 'word' && word.kind !== 'text') throw this.expected('the name of a label');
    const name = word.kind === 'text' ? word.value : word.text;
    // Labels are stored as `name=value`.
    if (name.includes('=')) throw new FilterFault(word.position, 'the name of a label holds no "="');
    this.index += 1;
    return name;
  }

  private list<Value>(value: () => Value): Value[] {
    if (!this.takeSign('(')) throw this.expected('"("');
    const values = [value()];
    while (this.takeSign(',')) values.push(value());
    if (!this.takeSign(')')) throw this.expected('"," or ")"');
    if (values.length > FILTER_LIMITS.values) {
      throw new FilterFault(this.next.position, `a list has at most ${FILTER_LIMITS.values} values`);
    }
    return values;
  }

  private numberValue(field: NumberField): number {
    const word = this.next;
    if (word.kind === 'text' && field === 'created') {
      this.index += 1;
      return dateMs(word.value, word.position);
    }
    if (word.kind !== 'number') {
      throw this.expected(field === 'created' ? 'a date such as "2026-01-31", or milliseconds' : 'a number');
    }
    this.index += 1;
    return word.value;
  }

  private textValue(): string {
    const word = this.next;
    if (word.kind !== 'text') throw this.expected('a text in double quotes');
    this.index += 1;
    return word.value;
  }

  private oneOf<const Choice extends string>(
    choices: readonly Choice[],
    ...others: readonly string[]
  ): Choice {
    const found = choices.find((choice) => this.takeKeyword(choice) || this.takeSign(choice));
    if (found === undefined) throw this.expected([...choices, ...others].join(', '));
    return found;
  }

  private get next(): FilterWord {
    // The last word is the end, and no rule reads beyond it.
    return this.words[this.index] as FilterWord;
  }

  private takeKeyword(keyword: string): boolean {
    const { kind, text } = this.next;
    const isIt = kind === 'word' && text.toLowerCase() === keyword;
    if (isIt) this.index += 1;
    return isIt;
  }

  private takeSign(sign: string): boolean {
    const { kind, text } = this.next;
    const isIt = kind === 'sign' && text === sign;
    if (isIt) this.index += 1;
    return isIt;
  }

  private expectedField(): FilterFault {
    return this.expected([...NUMBER_FIELDS, ...TEXT_FIELDS, 'label.<name>', 'has', 'not', '"("'].join(', '));
  }

  private expected(what: string): FilterFault {
    const { kind, text, position } = this.next;
    const found = kind === 'end' ? 'the end' : text.length > 40 ? `${text.slice(0, 40)}…` : text;
    return new FilterFault(position, `expected ${what}; found ${found}`);
  }
}

function isOneOf<const Choice extends string>(choices: readonly Choice[], text: string): text is Choice {
  return (choices as readonly string[]).includes(text);
}
