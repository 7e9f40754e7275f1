import type { PromptsReport } from '../src/core/reports/prompts-report.js';
import { listPromptFiles } from '../src/describe/prompt/list-prompt-files.js';

/** Every prompt and template that came with the package, with the hash that stands beside what it made. */
export async function listPrompts(promptsFolder: string): Promise<PromptsReport> {
  const prompts = await listPromptFiles(promptsFolder);
  return {
    folder: promptsFolder,
    prompts: prompts.map(({ name, task, version, hash, schema, maxTokens }) => ({
      name,
      task,
      version,
      hash,
      schema: schema ?? null,
      maxTokens: maxTokens ?? null,
    })),
  };
}
