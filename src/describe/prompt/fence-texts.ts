import type { VideoText } from '../../core/media.js';
import { untrustedText } from './untrusted-text.js';

/** Characters of a stranger's text that reach a model; tags are cut one by one as well. */
export const TEXT_LIMITS = { title: 300, tag: 60, tags: 1000, transcript: 3000, onScreenText: 1000 } as const;

/**
 * The texts that came with a video, each between marks of its own, in a fixed order; `''` without any. A text is one
 * line without angle brackets, so that nothing in it can end its fence or begin another.
 */
export function fenceTexts({ title, tags, transcript, onScreenText }: VideoText): string {
  const tagLine = tags
    .map((tag) => untrustedText(tag, TEXT_LIMITS.tag))
    .filter((tag) => tag !== '')
    .join(', ');
  return [
    fence('title', untrustedText(title ?? '', TEXT_LIMITS.title)),
    fence('tags', untrustedText(tagLine, TEXT_LIMITS.tags)),
    fence('transcript', untrustedText(transcript ?? '', TEXT_LIMITS.transcript)),
    fence('on-screen-text', untrustedText(onScreenText ?? '', TEXT_LIMITS.onScreenText)),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function fence(field: string, text: string): string {
  return text === '' ? '' : `<untrusted field="${field}">\n${text}\n</untrusted>`;
}
