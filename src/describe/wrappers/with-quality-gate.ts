import type { DescribeInput, Describer, Description } from '../../core/description.js';
import { DescriberError, type DescriberErrorCode } from '../../core/errors.js';
import type { DuplicateWatch } from './duplicate-watch.js';

/** What is wrong with an answer. */
export interface AnswerFault {
  readonly code: DescriberErrorCode;
  /** For people, and for the model that is to mend it. */
  readonly reason: string;
}

/** Pure check of one answer; `undefined` when nothing is wrong with it. */
export type FindAnswerFault = (description: Description, input: DescribeInput) => AnswerFault | undefined;

export interface QualityGateOptions {
  readonly answerFault: FindAnswerFault;
  /** Absent for describers whose answers may be alike. */
  readonly duplicates: DuplicateWatch | undefined;
}

/** Characters of a rejected answer that are kept and shown to the model again. */
const LONGEST_ANSWER = 4000;

/**
 * Lets only usable answers through.
 *
 * A text that `duplicates.limit` different contents got is a sign of a model that does not look. Its first holders keep
 * it: at that count nothing tells a coincidence from a fault. Every later content gets the same verdict.
 *
 * @throws DescriberError with the usage of the call and the answer
 */
export function withQualityGate(describer: Describer, options: QualityGateOptions): Describer {
  return {
    ...describer,
    async describe(input, call) {
      const description = await describer.describe(input, call);
      if (description === undefined) return undefined;
      const fault = options.answerFault(description, input) ?? duplicateFault(description, input, options);
      if (fault === undefined) return description;
      const { text, structured, usage } = description;
      const answer = structured === undefined ? text : JSON.stringify(structured);
      throw new DescriberError({
        code: fault.code,
        message: fault.reason,
        facts: { describer: describer.id, model: describer.model },
        answer: answer.slice(0, LONGEST_ANSWER),
        ...(usage === undefined ? {} : { usage }),
      });
    },
  };
}

function duplicateFault(
  { text }: Description,
  { contentHash }: DescribeInput,
  { duplicates }: QualityGateOptions,
): AnswerFault | undefined {
  if (duplicates === undefined) return undefined;
  const holders = duplicates.note(text, contentHash);
  if (holders < duplicates.limit) return undefined;
  return {
    code: 'duplicated',
    reason: `The answer is word for word that of ${holders - 1} other videos or more: it says nothing of this one.`,
  };
}
