const MS_PER_SECOND = 1000;
/** `Date.parse` makes dates of almost anything, of "-3" as well. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * How long the endpoint asks to wait, in milliseconds: `retry-after-ms`, or `Retry-After` in seconds or as a date (RFC
 * 9110, section 10.2.3). A date counts from the answer's own `Date`, so that no clock of ours takes part; without one
 * it is not understood.
 */
export function retryAfterMs(headers: Headers): number | undefined {
  const milliseconds = wholeOrPart(headers.get('retry-after-ms'));
  if (milliseconds !== undefined) return milliseconds;
  const text = headers.get('retry-after');
  const seconds = wholeOrPart(text);
  if (seconds !== undefined) return seconds * MS_PER_SECOND;
  const wait = httpDateMs(text) - httpDateMs(headers.get('date'));
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

function httpDateMs(text: string | null): number {
  return text !== null && HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
}

function wholeOrPart(text: string | null): number | undefined {
  return text !== null && /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}
