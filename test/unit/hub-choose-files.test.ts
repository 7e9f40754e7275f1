import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseDtypes } from '../../src/inference/hub/choose-dtypes.js';
import { chooseFiles } from '../../src/inference/hub/choose-files.js';
import { type HubFile, isConfined } from '../../src/inference/hub/list-files.js';
import { isDataOf, parseWeightPath, weightPath } from '../../src/inference/hub/weight-files.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { writeModelFolder } from '../support/tiny-models/write-model-folder.js';

function listing(paths: readonly string[], sizeBytes = 10): HubFile[] {
  return paths.map((path) => ({ path, sizeBytes, digest: { kind: 'git-blob', hex: '0'.repeat(40) } }));
}

function chosen(paths: readonly string[], dtype?: string): string[] {
  const options = { model: 'org/name', ...(dtype === undefined ? {} : { dtype }) };
  return chooseFiles(listing(paths), options).map(({ path }) => path);
}

describe('the names of weight files', () => {
  it('follow the endings of transformers.js', () => {
    expect(weightPath({ part: 'model', dtype: 'q8' })).toBe('onnx/model_quantized.onnx');
    expect(weightPath({ part: 'vision_model', dtype: 'fp32' })).toBe('onnx/vision_model.onnx');
    expect(parseWeightPath('onnx/decoder_model_merged_q4f16.onnx')).toEqual({
      part: 'decoder_model_merged',
      dtype: 'q4f16',
    });
    expect(parseWeightPath('onnx/model_uint8.onnx')).toEqual({ part: 'model', dtype: 'uint8' });
    expect(parseWeightPath('onnx/model.onnx_data')).toBeUndefined();
    expect(parseWeightPath('model.onnx')).toBeUndefined();
  });

  it('tell data parts from other files that begin alike', () => {
    expect(isDataOf('onnx/model.onnx', 'onnx/model.onnx_data')).toBe(true);
    expect(isDataOf('onnx/model.onnx', 'onnx/model.onnx_data_1')).toBe(true);
    expect(isDataOf('onnx/model.onnx', 'onnx/model.onnx.partial')).toBe(false);
    expect(isDataOf('onnx/model.onnx', 'onnx/model_fp16.onnx_data')).toBe(false);
  });
});

describe('chooseFiles', () => {
  it('takes the small files at the top and the graphs of one number format with their data', () => {
    const files = [
      '.gitattributes',
      'README.md',
      'LICENSE',
      'config.json',
      'tokenizer.json',
      'merges.txt',
      'chat_template.jinja',
      'model.safetensors',
      'onnx/embed_tokens.onnx',
      'onnx/embed_tokens_q4.onnx',
      'onnx/vision_encoder.onnx',
      'onnx/vision_encoder.onnx_data',
      'onnx/vision_encoder_q4.onnx',
      'onnx/vision_encoder_q4.onnx_data',
    ];
    const top = ['LICENSE', 'config.json', 'tokenizer.json', 'merges.txt', 'chat_template.jinja'];
    expect(chosen(files, 'q4')).toEqual([
      ...top,
      'onnx/embed_tokens_q4.onnx',
      'onnx/vision_encoder_q4.onnx',
      'onnx/vision_encoder_q4.onnx_data',
    ]);
    expect(chosen(files)).toEqual([
      ...top,
      'onnx/embed_tokens.onnx',
      'onnx/vision_encoder.onnx',
      'onnx/vision_encoder.onnx_data',
    ]);
  });

  it('leaves out graphs that are never loaded when better ones are there', () => {
    const whisper = ['encoder_model', 'decoder_model', 'decoder_with_past_model', 'decoder_model_merged'];
    expect(chosen(whisper.map((part) => `onnx/${part}.onnx`))).toEqual([
      'onnx/encoder_model.onnx',
      'onnx/decoder_model_merged.onnx',
    ]);
    expect(chosen(['onnx/model.onnx', 'onnx/text_model.onnx', 'onnx/vision_model.onnx'])).toEqual([
      'onnx/text_model.onnx',
      'onnx/vision_model.onnx',
    ]);
    const optimised = ['onnx/model.onnx', 'onnx/model_O3.onnx', 'onnx/model_qint8_avx512.onnx'];
    expect(chosen(optimised)).toEqual(['onnx/model.onnx']);
  });

  it('takes the format of the smallest loss for a graph that is not offered in the wanted one', () => {
    const files = [
      'onnx/encoder_model_fp16.onnx',
      'onnx/encoder_model_q4.onnx',
      'onnx/decoder_model_quantized.onnx',
    ];
    expect(chosen(files, 'q8')).toEqual([
      'onnx/encoder_model_fp16.onnx',
      'onnx/decoder_model_quantized.onnx',
    ]);
  });

  it('lists the number formats when none of the graphs has the wanted one', () => {
    expect(() => chosen(['onnx/model.onnx', 'onnx/model_fp16.onnx'], 'q4')).toThrow(
      expect.objectContaining({ code: 'invalid-value', hint: 'Choose with --dtype one of: fp32, fp16.' }),
    );
  });

  it('refuses a model without ONNX weights', () => {
    expect(() => chosen(['config.json', 'model.safetensors'])).toThrow(/no ONNX weights/);
  });
});

describe('isConfined', () => {
  it.each(['config.json', 'onnx/model.onnx', 'a..b/c', '…/x'])('allows %j', (path) => {
    expect(isConfined(path)).toBe(true);
  });

  it.each([
    '../evil',
    'onnx/../../evil',
    '/etc/passwd',
    'C:/evil',
    'C:evil',
    'a\\..\\evil',
    'a//b',
    'a/./b',
    '',
    'a/',
    'nul\0l',
    'line\nbreak',
  ])('refuses %j', (path) => {
    expect(isConfined(path)).toBe(false);
  });
});

describe('chooseDtypes', () => {
  async function dtypesOf(files: readonly string[], parts: readonly string[], dtype?: string) {
    const weightsFolder = await temporaryFolder();
    const folder = join(weightsFolder, 'org', 'name');
    await writeModelFolder(folder, Object.fromEntries(files.map((path) => [path, new Uint8Array(1)])));
    const wanted = { weightsFolder, model: 'org/name', ...(dtype === undefined ? {} : { dtype }) };
    return chooseDtypes({ found: { folder, id: 'org/name' }, parts, wanted });
  }

  it('takes of each part what is there, the smallest loss first', async () => {
    const files = ['onnx/a_q4.onnx', 'onnx/a_quantized.onnx', 'onnx/b_fp16.onnx'];
    expect(await dtypesOf(files, ['a', 'b'])).toEqual({ a: 'q8', b: 'fp16' });
    expect(await dtypesOf(files, ['a', 'b'], 'q4')).toEqual({ a: 'q4', b: 'fp16' });
  });

  it('names the fetch command for a part or a number format that is not there', async () => {
    const hint = expect.stringMatching(/^Run: vidtoken fetch org\/name .*/);
    await expect(dtypesOf(['onnx/a.onnx'], ['a', 'b'])).rejects.toMatchObject({
      code: 'weights-missing',
      hint,
    });
    await expect(dtypesOf(['onnx/a.onnx'], ['a'], 'q4')).rejects.toMatchObject({
      code: 'weights-missing',
      hint: expect.stringContaining('--dtype q4'),
      message: expect.stringContaining('has no weights in q4, only in fp32'),
    });
  });
});
