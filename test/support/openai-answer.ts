import { createHash } from 'node:crypto';
import type { ServedRequest } from './openai-request.js';

const LOOKS =
  'red blue green grey white black yellow brown orange pink silver golden striped dotted worn shiny'.split(
    ' ',
  );
const WHO =
  'man woman boy girl dancer cook runner painter farmer singer teacher driver nurse sailor climber juggler'.split(
    ' ',
  );
const DOES =
  'lifts throws paints carries washes opens repairs holds shows builds cleans moves turns polishes measures drops'.split(
    ' ',
  );
const WHAT =
  'barbell ball chair basket bicycle lamp kettle ladder drum kite bucket violin suitcase tent mirror shovel'.split(
    ' ',
  );
const WHERE =
  'gym kitchen garden street workshop forest station studio harbour market library garage field tunnel hall attic'.split(
    ' ',
  );
const MOODS =
  'calm busy cheerful tense playful focused lazy solemn gentle wild dreamy hurried proud quiet warm odd'.split(
    ' ',
  );

/**
 * Facts made up from what the request shows: the same pictures always give the same ones, other pictures give others
 * (16 choices at 7 places).
 */
export function madeUpFacts({ pictureHash }: Pick<ServedRequest, 'pictureHash'>) {
  const digits = createHash('sha256').update(pictureHash).digest();
  const pick = (words: readonly string[], place: number): string =>
    words[(digits[place] ?? 0) % words.length] ?? '';
  const who = `${pick(LOOKS, 0)} ${pick(WHO, 1)}`;
  const what = `${pick(LOOKS, 2)} ${pick(WHAT, 3)}`;
  const where = `${pick(LOOKS, 4)} ${pick(WHERE, 5)}`;
  return {
    summary: `The ${who} ${pick(DOES, 6)} the ${what} in the ${where}, and then looks at it for a while.`,
    themes: [pick(WHAT, 3), pick(WHERE, 5)],
    characters: [who],
    scenes: [where],
    actions: [`${pick(DOES, 6)} the ${what}`],
    objects: [what],
    onScreenText: [],
    sound: '',
    mood: pick(MOODS, 7),
    intent: 'shows an everyday action',
    language: '',
  };
}

/** Tokens as the server counts them: about four characters for one, and 85 for a picture. */
export function countTokens(
  request: ServedRequest,
  content: string,
): { readonly input: number; readonly output: number } {
  const text = request.body.messages
    .flatMap(({ content: said }) =>
      typeof said === 'string' ? [said] : said.flatMap((part) => (part.type === 'text' ? [part.text] : [])),
    )
    .join('');
  return {
    input: Math.ceil(text.length / 4) + 85 * request.imageCount,
    output: Math.ceil(content.length / 4),
  };
}

/** A chat completion in the shape of the OpenAI reference. */
export function completionBody(
  request: ServedRequest,
  answer: {
    readonly content: string | null;
    readonly refusal?: string;
    readonly finishReason?: string;
    readonly hasUsage?: boolean;
    readonly hasChoices?: boolean;
  },
): string {
  const { content, refusal = null, finishReason = 'stop', hasUsage = true, hasChoices = true } = answer;
  const { input, output } = countTokens(request, content ?? '');
  const choice = {
    index: 0,
    message: { role: 'assistant', content, refusal, annotations: [] },
    logprobs: null,
    finish_reason: finishReason,
  };
  return JSON.stringify({
    id: `chatcmpl-${request.index}`,
    object: 'chat.completion',
    created: 1_760_000_000,
    model: request.body.model,
    choices: hasChoices ? [choice] : [],
    ...(hasUsage
      ? {
          usage: {
            prompt_tokens: input,
            completion_tokens: output,
            total_tokens: input + output,
            prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
            completion_tokens_details: { reasoning_tokens: 0, accepted_prediction_tokens: 0 },
          },
        }
      : {}),
    service_tier: 'default',
    system_fingerprint: 'fp_test',
  });
}
