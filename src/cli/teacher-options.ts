import { type Command, Option } from 'commander';
import { AUTO_DESCRIBER } from '../../pipelines/stages/choose-describers.js';
import type { TeacherOptions } from '../../pipelines/stages/teacher-options.js';
import { readDescriberSettings } from '../config/describer-settings-file.js';
import { parseModelPrice, readPriceTable } from '../config/price-table.js';
import { readSettings } from '../config/settings.js';
import type { ModelPrice, PriceTable } from '../core/prices.js';
import { DESCRIBER_IDS } from '../describe/registry.js';
import { DTYPES } from '../inference/hub/weight-files.js';
import { TEXT_RECOGNISER_IDS, TRANSCRIBER_IDS } from '../readings/registry.js';
import { dollars, idList, wholeNumber } from './option-parsers.js';

/** What a person may choose about the descriptions, as commander parses it. */
export interface TeacherChoices {
  readonly describer: string[];
  readonly describerModel?: string;
  readonly describerSettings?: string;
  readonly dtype?: string;
  readonly device?: string;
  readonly sample?: number;
  readonly budget?: number;
  readonly prices?: string;
  readonly price?: ModelPrice;
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  readonly transcriber?: string;
  readonly transcriberModel?: string;
  readonly speechLanguage?: string;
  readonly textRecogniser?: string;
  readonly textLanguage?: string;
  readonly retryFailed: boolean;
}

/** Options of every command that writes descriptions. */
export function addTeacherOptions(command: Command): void {
  command
    .addOption(
      new Option(
        '--describer <ids>',
        `who writes the descriptions: comma list, asked in this order, of ${DESCRIBER_IDS.join(', ')}; ` +
          `"${AUTO_DESCRIBER}" keeps to what the store has, and for a new one takes the best that is configured`,
      )
        .argParser(idList([AUTO_DESCRIBER, ...DESCRIBER_IDS]))
        .default([AUTO_DESCRIBER], AUTO_DESCRIBER),
    )
    .option(
      '--describer-model <name>',
      'model of openai (as the endpoint calls it) or transformers (hub id or folder) (default: $VIDTOKEN_DESCRIBER_MODEL)',
    )
    .option(
      '--describer-settings <file.json>',
      'frames, picture size, contact sheet, temperature, language, time limit, concurrency …',
    )
    .addOption(
      new Option(
        '--dtype <name>',
        'number format of a local model (default: what is there of the smallest loss)',
      ).choices([...DTYPES]),
    )
    .option('--device <name>', 'where a local model runs: cpu, cuda, webgpu … (default: cpu)')
    .addOption(
      new Option('--sample <n>', 'let models look at no more than this many videos of the store').argParser(
        wholeNumber(1),
      ),
    )
    .addOption(
      new Option(
        '--budget <dollars>',
        'stop before a call that could exceed this sum, for example 5.00',
      ).argParser(dollars),
    )
    .option(
      '--prices <file.json>',
      'prices by model in US dollars per million tokens (default: $VIDTOKEN_PRICES)',
    )
    .addOption(
      new Option(
        '--price <input>,<output>',
        'price of --describer-model in US dollars per million tokens, "0,0" when its calls are free',
      ).argParser(parseModelPrice),
    )
    .addOption(new Option('--requests-per-minute <n>', 'limit of the endpoint').argParser(wholeNumber(1)))
    .addOption(new Option('--tokens-per-minute <n>', 'limit of the endpoint').argParser(wholeNumber(1)))
    .addOption(
      new Option('--transcriber <id>', 'write down what is said (default: subtitles only)').choices([
        ...TRANSCRIBER_IDS,
      ]),
    )
    .option('--transcriber-model <name>', 'hub id or folder (default: onnx-community/whisper-tiny)')
    .option('--speech-language <name>', 'language that is spoken, such as english (default: recognised)')
    .addOption(
      new Option('--text-recogniser <id>', 'read what is written in the picture (default: nothing)').choices([
        ...TEXT_RECOGNISER_IDS,
      ]),
    )
    .option('--text-language <code>', 'language data of the text recogniser (default: eng)');
}

/** @throws VidtokenError `configuration` for a settings file or a price table that cannot be used */
export async function teacherOptions(choices: TeacherChoices): Promise<TeacherOptions> {
  const environment = readSettings();
  const file =
    choices.describerSettings === undefined ? {} : await readDescriberSettings(choices.describerSettings);
  const model = choices.describerModel ?? file.model ?? environment.describerModel;
  const { dtype, device, budget, requestsPerMinute, tokensPerMinute, sample } = choices;
  return {
    describerIds: choices.describer,
    settings: {
      ...file,
      ...(model === undefined ? {} : { model }),
      ...(dtype === undefined ? {} : { dtype }),
      ...(device === undefined ? {} : { device }),
    },
    prices: await pricesOf(choices, model),
    retryFailed: choices.retryFailed,
    readings: readingOptions(choices),
    ...(budget === undefined ? {} : { budgetUsd: budget }),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
    ...(tokensPerMinute === undefined ? {} : { tokensPerMinute }),
    ...(sample === undefined ? {} : { sample }),
  };
}

async function pricesOf({ prices, price }: TeacherChoices, model: string | undefined): Promise<PriceTable> {
  const table = await readPriceTable(prices === undefined ? {} : { path: prices });
  return price === undefined || model === undefined ? table : { ...table, [model]: price };
}

function readingOptions(choices: TeacherChoices): TeacherOptions['readings'] {
  const { transcriber, transcriberModel, speechLanguage, textRecogniser, textLanguage } = choices;
  return {
    ...(transcriber === undefined
      ? {}
      : {
          transcriber: {
            id: transcriber,
            ...(transcriberModel === undefined ? {} : { model: transcriberModel }),
            ...(speechLanguage === undefined ? {} : { language: speechLanguage }),
          },
        }),
    ...(textRecogniser === undefined
      ? {}
      : {
          textRecogniser: {
            id: textRecogniser,
            ...(textLanguage === undefined ? {} : { language: textLanguage }),
          },
        }),
  };
}
