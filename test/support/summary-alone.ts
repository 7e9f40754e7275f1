import type { StructuredDescription } from '../../src/core/description.js';

/** An answer that says nothing beside its summary. */
export function summaryAlone(summary: string): StructuredDescription {
  return {
    summary,
    themes: [],
    characters: [],
    scenes: [],
    actions: [],
    objects: [],
    onScreenText: [],
    sound: '',
    mood: '',
    intent: '',
    language: '',
  };
}
