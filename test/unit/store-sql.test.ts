import { describe, expect, it } from 'vitest';
import { sqlAnd, sqlIn, sqlText } from '../../src/store/sql.js';

describe('SQL from values', () => {
  it('doubles single quotes and touches nothing else', () => {
    expect(sqlText(`it's "x" \\ '`)).toBe(`'it''s "x" \\ '''`);
  });

  it('matches nothing for an empty list', () => {
    expect(sqlIn('id', [])).toBe('false');
    expect(sqlIn('id', ['a', "b'c"])).toBe("id IN ('a', 'b''c')");
  });

  it('keeps each condition in brackets of its own', () => {
    expect(sqlAnd('a OR b', undefined, 'c')).toBe('(a OR b) AND (c)');
    expect(sqlAnd(undefined)).toBeUndefined();
  });
});
