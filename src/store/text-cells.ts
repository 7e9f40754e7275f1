import type { Description, StructuredDescription } from '../core/description.js';
import type { Transcript } from '../core/media.js';
import type { VideoRecord } from '../core/record.js';
import type { Row } from './arrow-rows.js';
import type { RowReader } from './row-reader.js';

type VideoTexts = Pick<VideoRecord, 'description' | 'transcript' | 'onScreenText'>;

/** What is said about a video, said in it and written in it, as cells of the `videos` table. */
export function toTextCells({ description, transcript, onScreenText }: VideoTexts): Row {
  return {
    description: description?.text ?? null,
    describer: description?.describerId ?? null,
    prompt_hash: description?.promptHash ?? null,
    description_model: description?.model ?? null,
    description_structured: structuredCell(description?.structured),
    transcript: transcript?.text ?? null,
    transcript_source: transcript?.source ?? null,
    transcript_language: transcript?.language ?? null,
    on_screen_text: onScreenText ?? null,
  };
}

/** The same texts from a row. */
export function toTexts(row: RowReader): VideoTexts {
  const description = toDescription(row);
  const transcript = toTranscript(row);
  const onScreenText = row.optionalText('on_screen_text');
  return {
    ...(description === undefined ? {} : { description }),
    ...(transcript === undefined ? {} : { transcript }),
    ...(onScreenText === undefined ? {} : { onScreenText }),
  };
}

export function structuredCell(structured: StructuredDescription | undefined): string | null {
  return structured === undefined ? null : JSON.stringify(structured);
}

/** JSON columns are our own writing and are not checked again. */
export function toStructured(json: string | undefined): StructuredDescription | undefined {
  return json === undefined ? undefined : (JSON.parse(json) as StructuredDescription);
}

function toDescription(row: RowReader): Description | undefined {
  const text = row.optionalText('description');
  if (text === undefined) return undefined;
  const model = row.optionalText('description_model');
  const structured = toStructured(row.optionalText('description_structured'));
  return {
    text,
    describerId: row.text('describer'),
    promptHash: row.text('prompt_hash'),
    ...(model === undefined ? {} : { model }),
    ...(structured === undefined ? {} : { structured }),
  };
}

function toTranscript(row: RowReader): Transcript | undefined {
  const text = row.optionalText('transcript');
  if (text === undefined) return undefined;
  const language = row.optionalText('transcript_language');
  return { text, source: row.text('transcript_source'), ...(language === undefined ? {} : { language }) };
}
