import type { TeacherReport } from '../../src/core/reports/teacher-report.js';
import type { DescribeCounts } from './describe-rows.js';
import type { Teacher } from './open-teacher.js';

/** What the describers of a run did, for its report. */
export function teacherReportOf(teacher: Teacher, counts: DescribeCounts): TeacherReport {
  const { described, unchanged, skipped, withoutMedia } = counts;
  return {
    describers: teacher.describers.map(({ id }) => id),
    why: teacher.why,
    described,
    unchanged,
    skipped,
    withoutMedia,
    quarantined: counts.quarantined.map(({ id, describerId, code, reason, retryable }) => ({
      id,
      describerId,
      code,
      reason,
      retryable,
    })),
    usage: teacher.usage(),
    stopped: stopOf(counts),
    estimate: null,
  };
}

function stopOf({ overBudget, unanswered }: DescribeCounts): TeacherReport['stopped'] {
  if (unanswered > 0) return { reason: 'describer-unavailable', remaining: unanswered + overBudget };
  return overBudget === 0 ? null : { reason: 'budget', remaining: overBudget };
}
