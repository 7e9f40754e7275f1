import { join } from 'node:path';
import type { Describer, MediaRequest } from '../../core/description.js';
import type { DescriberOptions } from '../describer-options.js';
import { phraseBook } from '../phrase-book.js';
import { readPromptFile } from '../prompt-file.js';
import { gatherFacts } from '../tags/gather-facts.js';
import { tagRules } from '../tags/tag-rules.js';
import { openTagsModels, requireTagsModels, type TagsModels, tagsModelHashes } from '../tags/tags-models.js';
import { TAGS_SLOTS } from '../tags/tags-slots.js';
import { tagsText } from '../tags/tags-text.js';

const TEMPLATE = join('describe', 'tags.v1.md');
const FRAME_COUNT = 8;
/** The shorter side of a 16:9 picture is then the 256 pixels that the picture classifier starts from. */
const FRAME_MAX_SIDE_PIXELS = 456;
/** The template says each thing in one way: wordings that vary at random teach a student nothing. */
const ONLY_WORDING = 0;
/** One video is decoded while another is classified. */
const CONCURRENCY = 2;

/**
 * Plain sentences from classifiers and measurements, in the words of `prompts/describe/tags.v1.md`: what an ImageNet
 * classifier sees in the frames, what an AudioSet classifier hears, whether somebody speaks. How sure a statement is
 * worded follows how often such statements are right. It works with any of its three models.
 *
 * @throws VidtokenError `weights-missing` when none of its models is there, `configuration` when the template or the
 *   class names of a model are not usable
 */
export async function createTagsDescriber(options: DescriberOptions): Promise<Describer> {
  const { promptsFolder, weightsFolder, threads, settings, logger } = options;
  const file = await readPromptFile(promptsFolder, TEMPLATE);
  const phrases = phraseBook({ file, path: join(promptsFolder, TEMPLATE), slots: TAGS_SLOTS });
  const present = await requireTagsModels(weightsFolder);
  logger.info({ models: present, weightsFolder }, 'the describer tags uses these models');
  const rules = tagRules(settings.confidenceFloor);
  const request: MediaRequest = {
    frameCount: settings.frameCount ?? FRAME_COUNT,
    frameMaxSidePixels: settings.frameMaxSidePixels ?? FRAME_MAX_SIDE_PIXELS,
    audio: true,
  };
  const identity = { describerId: 'tags', promptHash: file.hash, model: present.join('+') };
  let opening: Promise<TagsModels> | undefined;
  const open = (): Promise<TagsModels> => {
    opening ??= openTagsModels(present, { weightsFolder, threads });
    return opening;
  };
  return {
    id: 'tags',
    promptHash: file.hash,
    model: identity.model,
    parameters: JSON.stringify({
      models: await tagsModelHashes(weightsFolder, present),
      ...request,
      ...rules,
    }),
    needs: 'media',
    concurrency: settings.concurrency ?? CONCURRENCY,
    canRepair: false,
    async describe(input, { signal }) {
      signal.throwIfAborted();
      const media = await input.media(request);
      const measured = input.measurements.audio;
      const facts = await gatherFacts(media, { models: await open(), rules, measured, signal });
      const say = (slot: keyof typeof TAGS_SLOTS, values: Readonly<Record<string, string>> = {}): string =>
        phrases.fill(slot, values, ONLY_WORDING);
      return { text: tagsText(input, { facts, say }), ...identity };
    },
    async dispose() {
      const opened = opening;
      opening = undefined;
      // Models that could not be opened have told so to whoever asked, and hold nothing.
      await opened?.then(
        (models) => models.dispose(),
        () => {},
      );
    },
  };
}
