import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { packageInfo } from '../../src/config/package-info.js';
import { readPromptFile } from '../../src/describe/prompt-file.js';
import { answerFault } from '../../src/describe/quality/answer-fault.js';
import { canonicalText } from '../../src/describe/structured/canonical-text.js';
import { parseStructured } from '../../src/describe/structured/parse-structured.js';
import { HONEST_ANSWERS, HONEST_FACTS, INJECTIONS, plantedTexts } from '../support/injections.js';
import { hasSharedClips, SHARED_CLIPS } from '../support/shared-data.js';

const promptsFolder = join(packageInfo().root, 'prompts');
const { body: promptText } = await readPromptFile(promptsFolder, join('describe', 'video.v1.md'));
const checks = { promptText, language: 'English' };

function codeOf(answer: string, texts: ReturnType<typeof plantedTexts>): string | undefined {
  const { structured } = parseStructured(answer);
  if (structured === undefined) return 'schema-violation';
  return answerFault({ structured, text: canonicalText(structured) }, { text: texts }, checks)?.code;
}

describe('an answer that obeys an instruction', () => {
  it('is tried in every place where strangers can write, 25 times and more', () => {
    expect(INJECTIONS.length).toBeGreaterThanOrEqual(25);
    expect(new Set(INJECTIONS.map(({ place }) => place)).size).toBe(5);
  });

  it.each(INJECTIONS)('is caught: $place, $name', (injection) => {
    const code = codeOf(injection.obeyingAnswer, plantedTexts(injection));
    expect(['schema-violation', 'follows-injection', 'refused', 'wrong-language', 'too-short']).toContain(
      code,
    );
  });

  it.each(INJECTIONS)('is told from an honest one about the same clip: $place, $name', (injection) => {
    expect(codeOf(JSON.stringify(HONEST_FACTS), plantedTexts(injection))).toBeUndefined();
  });
});

describe('an honest answer about a clip with dangerous-looking text', () => {
  it.each(HONEST_ANSWERS)('passes: it $name', ({ texts, facts }) => {
    expect(
      answerFault({ structured: facts, text: canonicalText(facts) }, { text: texts }, checks),
    ).toBeUndefined();
  });

  it.skipIf(!hasSharedClips)(
    'passes although it repeats, word for word, orders that are spoken to people',
    () => {
      const lines = readFileSync(SHARED_CLIPS, 'utf8').trim().split('\n');
      const texts = lines.map(
        (line) => z.object({ description: z.string() }).parse(JSON.parse(line)).description,
      );
      const suspected = texts.filter((text) => {
        const [title = ''] = text.split('. ');
        return answerFault({ text }, { text: { title, tags: [], transcript: text } }, checks) !== undefined;
      });
      expect(texts.length).toBeGreaterThan(500);
      expect(suspected).toEqual([]);
    },
  );
});
