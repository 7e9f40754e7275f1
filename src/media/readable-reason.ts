const MAX_REASON_CHARACTERS = 200;
const POINTLESS = /^(Last message repeated|Conversion failed|Error while |Stream map |Error opening |\[out#)/;

/**
 * The most telling line of what ffmpeg wrote, without memory addresses and paths; undefined when it said
 * nothing. The text comes from a stranger's file, so control characters are removed and the length is bounded.
 */
export function readableReason(stderrTail: string): string | undefined {
  const lines = stderrTail
    .split(/[\r\n]+/)
    .map((line) =>
      line
        .replace(/^(\s*\[[^\]]*@ 0x[0-9a-f]+\]\s*)+/i, '')
        .replace(/^file:.*?: (?=[A-Z])/, '')
        .replace(/0x[0-9a-f]{6,}/gi, '')
        .replace(/\p{Cc}/gu, ' ')
        .trim(),
    )
    .filter((line) => line.length > 0 && !POINTLESS.test(line));
  const first = lines.find((line) => !/^Invalid (data found|argument)/.test(line)) ?? lines[0];
  return first?.slice(0, MAX_REASON_CHARACTERS).replace(/[.\s]+$/, '');
}
