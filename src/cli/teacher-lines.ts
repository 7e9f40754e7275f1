import type { DescriberUsage, TeacherReport } from '../core/reports/teacher-report.js';
import { failureLines } from './failure-lines.js';

const DOLLAR_DIGITS = 4;

/** Who described, what it used and cost, and what was not accepted and why. */
export function teacherLines(report: TeacherReport): string[] {
  const { usage, estimate, stopped } = report;
  return [
    `describers: ${report.describers.join(', ')} (${report.why})`,
    ...usage.filter(({ calls, cached }) => calls + cached > 0).map(usageLine),
    ...(estimate === null ? [] : [estimateLine(estimate)]),
    ...(stopped === null ? [] : [stoppedLine(stopped)]),
    ...(report.withoutMedia === 0
      ? []
      : [`left out: ${report.withoutMedia} rows were imported as features and have no file to look at`]),
    ...quarantineLines(report),
  ];
}

function stoppedLine({ reason, remaining }: NonNullable<TeacherReport['stopped']>): string {
  return reason === 'budget'
    ? `stopped before the budget was exceeded: ${remaining} videos are left → run again with a larger --budget`
    : `stopped because the endpoint did not answer for too long: ${remaining} videos are left → run again when it is back`;
}

function usageLine(usage: DescriberUsage): string {
  const { describerId, model, calls, cached, inputTokens, outputTokens, possibleCostUsd } = usage;
  const name = model === 'none' ? describerId : `${describerId} ${model}`;
  const tokens = inputTokens + outputTokens === 0 ? '' : ` · ${inputTokens} tokens in, ${outputTokens} out`;
  const possible =
    possibleCostUsd > 0 ? `, at most ${dollarText(possibleCostUsd)} more for calls without an answer` : '';
  const troubles = [
    ...(usage.rejected > 0 ? [`${usage.rejected} answers not accepted`] : []),
    ...(usage.failed > 0 ? [`${usage.failed} calls failed`] : []),
    ...(usage.retries > 0 ? [`${usage.retries} retries`] : []),
  ];
  return [
    `  ${name}: ${calls} calls, ${cached} from the cache${tokens}`,
    tokens === '' ? '' : ` · ${costText(usage.costUsd)}${possible}`,
    troubles.length === 0 ? '' : ` · ${troubles.join(', ')}`,
  ].join('');
}

function estimateLine({
  calls,
  inputTokens,
  outputTokens,
  costUsd,
  expectedCostUsd,
}: NonNullable<TeacherReport['estimate']>): string {
  const expected = expectedCostUsd === null ? '' : `, about ${dollarText(expectedCostUsd)} by earlier calls`;
  return `estimate: ${calls} calls · at most ${inputTokens} tokens in, ${outputTokens} out · at most ${costText(costUsd)}${expected}`;
}

function costText(costUsd: number | null): string {
  return costUsd === null ? 'cost unknown (name the price of the model with --prices)' : dollarText(costUsd);
}

function dollarText(amount: number): string {
  return `$${amount.toFixed(DOLLAR_DIGITS)}`;
}

function quarantineLines({ quarantined }: TeacherReport): string[] {
  if (quarantined.length === 0) return [];
  const waits = quarantined.filter(({ retryable }) => !retryable).length;
  const hint = waits === 0 ? 'the next run tries them again' : `${waits} of them wait for --retry-failed`;
  return [
    `not described: ${quarantined.length} videos (${hint})`,
    ...failureLines(quarantined.map(({ id, code, reason }) => ({ file: id, code, reason }))),
  ];
}
