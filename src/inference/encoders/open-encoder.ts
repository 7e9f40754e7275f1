import type { AudioTrack, Frame } from '../../core/media.js';
import type { ImageInput, LogMelInput } from '../onnx-configuration.js';
import type { Encoder } from './encoder.js';
import type { OnnxEncoderOptions } from './onnx-encoder-options.js';
import type { TextPiece } from './text-piece.js';
import type { Pooling, TowerOptions } from './tower-options.js';

/** What each kind of encoder reads, and what it is opened with. All of it can be sent to another thread. */
export interface EncoderKinds {
  readonly 'onnx-image': { readonly item: Frame; readonly options: OnnxEncoderOptions<ImageInput> };
  readonly 'onnx-sound': { readonly item: AudioTrack; readonly options: OnnxEncoderOptions<LogMelInput> };
  readonly 'vision-tower': { readonly item: Frame; readonly options: TowerOptions };
  readonly 'text-tower': { readonly item: TextPiece; readonly options: TowerOptions };
  readonly 'audio-tower': { readonly item: AudioTrack; readonly options: TowerOptions };
  readonly image: { readonly item: Frame; readonly options: PooledOptions };
  readonly sentence: { readonly item: TextPiece; readonly options: PooledOptions };
}

type PooledOptions = TowerOptions & { readonly pooling?: Pooling };

export type EncoderKind = keyof EncoderKinds;
export type EncoderItem = Frame | AudioTrack | TextPiece;
export type ItemOf<Kind extends EncoderKind> = EncoderKinds[Kind]['item'];
export type OptionsOf<Kind extends EncoderKind> = EncoderKinds[Kind]['options'];

type Openers = {
  readonly [Kind in EncoderKind]: (options: OptionsOf<Kind>) => Promise<Encoder<ItemOf<Kind>>>;
};

/** Loaded when asked for: each pulls in a runtime. */
const OPENERS: Openers = {
  'onnx-image': async (options) => (await import('./onnx-image-encoder.js')).openOnnxImageEncoder(options),
  'onnx-sound': async (options) => (await import('./onnx-sound-encoder.js')).openOnnxSoundEncoder(options),
  'vision-tower': async (options) => (await import('./vision-tower.js')).openVisionTower(options),
  'text-tower': async (options) => (await import('./text-tower.js')).openTextTower(options),
  'audio-tower': async (options) => (await import('./audio-tower.js')).openAudioTower(options),
  image: async (options) => (await import('./image-encoder.js')).openImageEncoder(options),
  sentence: async (options) => (await import('./sentence-encoder.js')).openSentenceEncoder(options),
};

/** Loads a model in this thread. Its calls block the thread while they compute. */
export function openEncoder<Kind extends EncoderKind>(
  kind: Kind,
  options: OptionsOf<Kind>,
): Promise<Encoder<ItemOf<Kind>>> {
  return OPENERS[kind](options);
}
