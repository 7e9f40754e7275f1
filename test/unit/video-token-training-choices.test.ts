import { describe, expect, it } from 'vitest';
import { hexDigitList } from '../../src/cli/option-parsers.js';
import { trainingConfig } from '../../src/cli/training-config.js';

describe('what a user may change about training', () => {
  it('is a list of hexadecimal digits of ids to hold out, in any case and without repeats', () => {
    expect(hexDigitList('c, D,e,f,C')).toEqual(['c', 'd', 'e', 'f']);
    expect(() => hexDigitList('g')).toThrow('hexadecimal');
    expect(() => hexDigitList('ab')).toThrow('hexadecimal');
    expect(() => hexDigitList('')).toThrow('hexadecimal');
    expect(() => hexDigitList([...'0123456789abcdef'].join(','))).toThrow('one to fifteen');
  });

  it('changes the base configuration where it is said and nowhere else', () => {
    const base = trainingConfig({ recipe: 'base', seed: 7, baseline: true });
    expect(
      trainingConfig({ recipe: 'base', seed: 3, maxSteps: 9, validationPrefixes: ['a'], baseline: false }),
    ).toEqual({
      ...base,
      seed: 3,
      maximumSteps: 9,
      validationPrefixes: ['a'],
      withoutTokenBaseline: false,
    });
  });

  it('differs for a teacher that says little in one knob alone', () => {
    const base = trainingConfig({ recipe: 'base', seed: 7, baseline: true });
    const weak = trainingConfig({ recipe: 'weak-teacher', seed: 7, baseline: true });
    expect(weak).toEqual({ ...base, inputRelationWeight: 1 });
    expect(base.inputRelationWeight).toBe(0);
  });
});
