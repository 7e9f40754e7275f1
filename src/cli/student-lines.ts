import type { DistillSummary } from '../core/reports/distill-report.js';

/** A training run in two lines: its figures, and a warning when the decoder does not read the token. */
export function studentLines(summary: DistillSummary): string[] {
  const { trainVideos, validationVideos, epochs, dimension } = summary;
  const losses = [summary.validationLoss, summary.shuffledLoss, summary.unigramLoss];
  const [validation, shuffled, unigram] = losses.map((loss) => loss.toFixed(3));
  const figures = [
    `student: ${dimension}-d token from ${trainVideos} training and ${validationVideos} validation videos, ${epochs === 1 ? '1 epoch' : `${epochs} epochs`}`,
    `  cross-entropy per token ${validation} · with shuffled tokens ${shuffled} · word frequencies alone ${unigram}`,
  ];
  const warning =
    'warning: shuffling the tokens does not raise the loss: the decoder ignores the video token. ' +
    'Train on more or richer descriptions before you trust the tokens.';
  return summary.tokenIgnored ? [...figures, warning] : figures;
}
