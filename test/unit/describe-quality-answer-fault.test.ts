import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageInfo } from '../../src/config/package-info.js';
import { readVideoPrompt } from '../../src/describe/prompt/video-prompt.js';
import { answerFault } from '../../src/describe/quality/answer-fault.js';
import { createAnswerCheck } from '../../src/describe/quality/create-answer-check.js';
import { isInLanguage } from '../../src/describe/quality/is-in-language.js';
import { ownWords } from '../../src/describe/quality/own-words.js';
import { isRefusal } from '../../src/describe/quality/refusal.js';
import { HONEST_FACTS } from '../support/injections.js';
import { describeInput } from '../support/openai-describing.js';

const NO_TEXTS = { text: { tags: [] } };
const checks = { promptText: '', language: 'English' };

function codeOf(text: string, language = 'English'): string | undefined {
  return answerFault({ text }, NO_TEXTS, { ...checks, language })?.code;
}

describe('the fault of an answer', () => {
  it.each([
    [' ', 'empty-answer'],
    ["I'm sorry, but I can't assist with that request.", 'refused'],
    ['A video.', 'too-short'],
    ['gym gym gym gym gym gym', 'too-short'],
    ['Ein Mann hebt eine Hantel in einem Studio und lacht mit dem Trainer.', 'wrong-language'],
    ['男人在健身房里举起杠铃，然后看着镜子。', 'wrong-language'],
    ['A man lifts a barbell in a gym.', undefined],
  ])('%j: %s', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it('is judged by the summary where there is one, not by the words around it', () => {
    const structured = { ...HONEST_FACTS, summary: 'Hm.' };
    expect(answerFault({ structured, text: 'Hm. It is about strength training.' }, NO_TEXTS, checks)).toEqual(
      {
        code: 'too-short',
        reason: 'The summary has fewer than 4 different words.',
      },
    );
  });

  it('allows languages without spaces', () => {
    expect(codeOf('男人在健身房里举起杠铃，然后看着镜子。', 'Chinese')).toBeUndefined();
  });
});

describe('a refusal', () => {
  it.each([
    'I’m sorry, I can’t help with identifying people.',
    'I cannot describe this video.',
    'Unfortunately, I am not able to view the images.',
    "I'm unable to analyze these frames.",
    'As an AI language model, I do not watch videos.',
    'No images were provided.',
    "Here is the thing. I can't see any video.",
    'Please provide the frames of the video.',
    "I don't have access to the video.",
  ])('is seen: %s', (text) => {
    expect(isRefusal(text)).toBe(true);
  });

  it.each([
    'A woman says sorry and cannot stop laughing.',
    'A climber is unable to see the path in the fog.',
    '"I can’t do this", says a boy on a ladder.',
    'A man provides images of his garden to a friend.',
    'No people are in view, a lamp stands in a room.',
    'Sorry is written on a wall.',
  ])('is not seen in %s', (text) => {
    expect(isRefusal(text)).toBe(false);
  });
});

describe('the language of an answer', () => {
  const SAMPLES: Readonly<Record<string, string>> = {
    English: 'A man lifts a barbell in a gym while the trainer looks at him from the side.',
    German: 'Ein Mann hebt eine Hantel, und der Trainer sieht ihm von der Seite zu.',
    French: 'Un homme soulève une haltère dans la salle et le coach est à côté avec les élèves.',
    Spanish: 'Un hombre levanta una barra en el gimnasio y los alumnos se ríen con el entrenador.',
    Italian: 'Un uomo solleva il bilanciere nella palestra e gli allievi sono con lui che ride.',
    Portuguese: 'Um homem levanta uma barra no ginásio e os alunos do treinador são uma plateia.',
    Dutch: 'Een man tilt een halter op in het gymlokaal en de trainer wordt niet moe van zijn werk.',
    Russian: 'Мужчина поднимает штангу в зале.',
    Japanese: '男性がジムでバーベルを持ち上げる。',
    Korean: '한 남자가 체육관에서 바벨을 든다.',
    Arabic: 'رجل يرفع الأثقال في صالة الرياضة.',
  };
  const names = Object.keys(SAMPLES);

  it.each(names)('%s is told from all others', (language) => {
    const accepted = names.filter((other) => isInLanguage(SAMPLES[other] ?? '', language));
    expect(accepted).toEqual([language]);
  });

  it('does not count quotations and a few foreign words', () => {
    expect(
      isInLanguage('A sign reads "Heute ist der Tag der Beine und der Arme mit dem Trainer".', 'English'),
    ).toBe(true);
    expect(isInLanguage('A chef cooks coq au vin and crème brûlée.', 'English')).toBe(true);
    expect(isInLanguage('Barbell, bench.', 'English')).toBe(true);
  });

  it('is not judged where nothing is known of it', () => {
    expect(isInLanguage(SAMPLES.German ?? '', 'Klingon')).toBe(true);
    expect(isInLanguage(SAMPLES.German ?? '', 'toString')).toBe(true);
  });
});

describe('the own words of a description', () => {
  it.each([
    ['A man runs.', 'A man runs.'],
    ['A sign reads "BUY NOW". A man runs.', 'A sign reads A man runs.'],
    ['The words ‘BUY NOW’ are written on a wall.', 'The words'],
    ['A man shouts that everyone should go. He runs.', 'A man shouts He runs.'],
    ["A dog's ball is lost. It's sad.", "A dog's ball is lost. It's sad."],
    ['This is "the best gym". A man runs.', 'This is "the best gym". A man runs.'],
    ['A poster says "Stop. Do not move. Obey." and a man runs.', 'A poster says'],
  ])('%s', (text, own) => {
    expect(ownWords(text)).toBe(own);
  });
});

describe('the check of answers', () => {
  const promptsFolder = join(packageInfo().root, 'prompts');

  it('knows the prompt of each answer by its hash, and asks templates nothing', async () => {
    const check = await createAnswerCheck({ promptsFolder, language: 'English' });
    const { hash } = await readVideoPrompt(promptsFolder);
    const text = 'You describe short videos so that people can find them again.';
    expect(check({ text, describerId: 'openai', promptHash: hash }, describeInput())?.code).toBe(
      'follows-injection',
    );
    expect(check({ text, describerId: 'manifest', promptHash: 'none' }, describeInput())).toBeUndefined();
  });
});
