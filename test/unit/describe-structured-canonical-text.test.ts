import { describe, expect, it } from 'vitest';
import type { StructuredDescription } from '../../src/core/description.js';
import { canonicalText } from '../../src/describe/structured/canonical-text.js';
import { summaryAlone } from '../support/summary-alone.js';

const NOTHING = summaryAlone('A dog runs.');

describe('the text that a student learns', () => {
  it('says all facts in plain sentences', () => {
    const facts: StructuredDescription = {
      summary: 'Two friends bake a cake, and it falls',
      themes: ['baking', 'friendship', 'failure'],
      characters: ['a tall woman in an apron', 'a boy'],
      scenes: ['a small kitchen', 'a garden'],
      actions: ['stirring dough', 'laughing'],
      objects: ['bowl'],
      onScreenText: ['Cake "fail"', 'PART 2'],
      sound: 'laughter and music.',
      mood: 'cheerful',
      intent: 'entertains; the cake falls at the worst moment',
      language: 'French',
    };
    expect(canonicalText(facts)).toBe(
      'Two friends bake a cake, and it falls. It is about baking, friendship and failure. ' +
        'It shows a tall woman in an apron and a boy. The scenes are a small kitchen and a garden. ' +
        'What happens: stirring dough and laughing. Objects in view: bowl. ' +
        `On-screen text: "Cake 'fail'" and "PART 2". Sound: laughter and music. Mood: cheerful. ` +
        'Intent: entertains; the cake falls at the worst moment. Language: French.',
    );
  });

  it('has no trace of empty fields', () => {
    expect(canonicalText(NOTHING)).toBe('A dog runs.');
    expect(canonicalText({ ...NOTHING, scenes: ['a park'], mood: ' . ' })).toBe(
      'A dog runs. The scene is a park.',
    );
  });

  it('ends every sentence once', () => {
    expect(canonicalText({ ...NOTHING, summary: 'Is it a dog?', sound: 'barking…', intent: 'fun!' })).toBe(
      'Is it a dog? Sound: barking… Intent: fun!',
    );
  });
});
