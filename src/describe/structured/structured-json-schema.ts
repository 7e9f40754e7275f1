import { z } from 'zod';
import { structuredDescriptionSchema } from './structured-schema.js';

/** Length limits are not part of the subset that strict mode accepts everywhere; answers are checked for them later. */
const NOT_STRICT = ['minLength', 'maxLength', 'minItems', 'maxItems'] as const;

const { $schema: _draft, ...strictSchema } = z.toJSONSchema(structuredDescriptionSchema, {
  override({ jsonSchema }) {
    for (const keyword of NOT_STRICT) delete jsonSchema[keyword];
  },
});

/**
 * The JSON schema of an answer in the form that OpenAI's strict mode accepts ("Structured Outputs" guide: every field
 * required, no other fields, only types and enumerations), which vLLM, Ollama, LM Studio and llama.cpp read as well.
 */
export const STRUCTURED_JSON_SCHEMA: Record<string, unknown> = strictSchema;
