import { describe, expect, it } from 'vitest';
import { teacherLines } from '../../src/cli/teacher-lines.js';
import type { DescriberUsage, TeacherReport } from '../../src/core/reports/teacher-report.js';

const USAGE: DescriberUsage = {
  describerId: 'openai',
  model: 'gpt-4o-mini',
  calls: 12,
  cached: 3,
  inputTokens: 9000,
  outputTokens: 2400,
  costUsd: 0.00279,
  possibleCostUsd: 0,
  rejected: 0,
  failed: 0,
  retries: 0,
};

function report(changes: Partial<TeacherReport>): TeacherReport {
  return {
    describers: ['manifest', 'openai'],
    why: 'asked for with --describer',
    described: 12,
    unchanged: 0,
    skipped: 0,
    withoutMedia: 0,
    quarantined: [],
    usage: [],
    stopped: null,
    estimate: null,
    ...changes,
  };
}

describe('what a person reads about the describers of a run', () => {
  it('names them and why they were chosen', () => {
    expect(teacherLines(report({}))).toEqual(['describers: manifest, openai (asked for with --describer)']);
  });

  it('sums calls, tokens and money of each', () => {
    expect(teacherLines(report({ usage: [USAGE] }))[1]).toBe(
      '  openai gpt-4o-mini: 12 calls, 3 from the cache · 9000 tokens in, 2400 out · $0.0028',
    );
  });

  it('says what is not known about money instead of nothing', () => {
    const usage = { ...USAGE, costUsd: null, possibleCostUsd: 0.02, rejected: 2, failed: 1, retries: 4 };
    expect(teacherLines(report({ usage: [usage] }))[1]).toBe(
      '  openai gpt-4o-mini: 12 calls, 3 from the cache · 9000 tokens in, 2400 out · ' +
        'cost unknown (name the price of the model with --prices), at most $0.0200 more for calls without an answer' +
        ' · 2 answers not accepted, 1 calls failed, 4 retries',
    );
  });

  it('leaves money out where nothing is paid, and describers that were not asked', () => {
    const free = { ...USAGE, model: 'tiny', inputTokens: 0, outputTokens: 0, costUsd: 0, cached: 0 };
    const idle = { ...USAGE, calls: 0, cached: 0 };
    expect(teacherLines(report({ usage: [free, idle] })).slice(1)).toEqual([
      '  openai tiny: 12 calls, 0 from the cache',
    ]);
  });

  it('tells how many the budget left and what to do', () => {
    expect(teacherLines(report({ stopped: { reason: 'budget', remaining: 7 } })).join('\n')).toContain(
      '7 videos are left → run again with a larger --budget',
    );
  });

  it('tells an estimate as an upper bound', () => {
    const estimate = {
      calls: 5,
      inputTokens: 100,
      outputTokens: 50,
      costUsd: 0.5,
      expectedCostUsd: 0.1234,
    };
    expect(teacherLines(report({ estimate }))[1]).toBe(
      'estimate: 5 calls · at most 100 tokens in, 50 out · at most $0.5000, about $0.1234 by earlier calls',
    );
  });

  it('lists what was not described, with codes, reasons and who tries again', () => {
    const quarantined = [
      { id: 'a', describerId: 'openai', code: 'refused', reason: 'It declines.', retryable: false },
      { id: 'b', describerId: 'openai', code: 'call-timeout', reason: 'Too slow.', retryable: true },
    ];
    const lines = teacherLines(report({ quarantined })).join('\n');
    expect(lines).toContain('not described: 2 videos (1 of them wait for --retry-failed)');
    expect(lines).toMatch(/refused\s+a\s+It declines\./);
  });
});
