import { NAME_CORRECTIONS } from './name-corrections.js';

/** Genus and species, for example `Panthera leo`. */
const LATIN_NAME = /^[A-Z][a-z]+ [a-z]+$/;

/**
 * Plain English name of an ImageNet class: the first of its synonyms that is not Latin. Several classes can have one
 * name, which then stands for all of them.
 * @param label as the label file writes it: synonyms with commas between them
 */
export function objectName(label: string): string {
  const corrected = Object.hasOwn(NAME_CORRECTIONS, label) ? NAME_CORRECTIONS[label] : undefined;
  if (corrected !== undefined) return corrected;
  const synonyms = label.split(',').map((name) => name.trim());
  return synonyms.find((name) => !LATIN_NAME.test(name)) ?? synonyms[0] ?? label;
}
