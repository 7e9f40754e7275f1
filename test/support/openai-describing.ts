import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { packageInfo } from '../../src/config/package-info.js';
import type { DescribeInput, Describer } from '../../src/core/description.js';
import { contentHash } from '../../src/core/ids.js';
import { silentLogger } from '../../src/core/runtime.js';
import type { DescriberOptions, DescriberSettings } from '../../src/describe/describer-options.js';
import { createOpenAiDescriber } from '../../src/describe/describers/openai.js';
import { measure } from '../../src/describe/measure/measure.js';
import { encodeJpeg } from '../../src/media/encode-jpeg.js';
import type { OpenAiServer, OpenAiServerOptions } from './openai-server.js';
import { startOpenAiServer } from './openai-server.js';
import { syntheticSample } from './synthetic-sample.js';

/** A key that must not be seen again. */
export const PLANTED_KEY = 'sk-planted-0123456789abcdef';

/** What a describer on a local server needs; settings as a person would give them. */
export function openAiOptions(
  baseUrl: string | undefined,
  settings: DescriberSettings = {},
): DescriberOptions {
  return {
    promptsFolder: join(packageInfo().root, 'prompts'),
    weightsFolder: '/nowhere',
    threads: 1,
    offline: true,
    settings: { model: 'test-model', ...settings },
    endpoint: { apiKey: PLANTED_KEY, ...(baseUrl === undefined ? {} : { baseUrl }) },
    encodeJpeg: (picture, { maxSidePixels }) => encodeJpeg(picture, { maxSidePixels, quality: 80 }),
    logger: silentLogger,
  };
}

/** A synthetic video with everything that may be sent. */
export function describeInput(overrides: Partial<DescribeInput> = {}): DescribeInput {
  const { info, frames, audio, text } = syntheticSample();
  return {
    contentHash: contentHash('0'.repeat(64)),
    info,
    text,
    measurements: measure({ info, frames, text, ...(audio === undefined ? {} : { audio }) }),
    media: async ({ frameCount }) => ({ frames: frames.slice(0, frameCount) }),
    ...overrides,
  };
}

/** A server that is closed when the test ends, and a describer that asks it. */
export async function servedDescriber(
  options: OpenAiServerOptions & { readonly settings?: DescriberSettings } = {},
): Promise<{ readonly server: OpenAiServer; readonly describer: Describer }> {
  const server = await startOpenAiServer(options);
  onTestFinished(() => server.close());
  const describer = await createOpenAiDescriber(openAiOptions(server.baseUrl, options.settings));
  return { server, describer };
}
