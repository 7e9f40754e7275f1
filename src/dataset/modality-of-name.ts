import { MODALITIES, type Modality } from '../core/features.js';

/** What the feature files of public sets are called: `image_feat.npy`, `v_feat.npy`, `acoustic_features.npy`, `text.npy`. */
const NAMES: Readonly<Record<Modality, readonly string[]>> = {
  visual: ['visual', 'vision', 'image', 'img', 'video', 'frame', 'v'],
  audio: ['audio', 'acoustic', 'sound', 'a'],
  text: ['text', 'textual', 'txt', 'title', 't'],
};
const FEATURE_FILE = /^(?<name>[a-z]+)(?:[_-]?(?:feat|feats|feature|features|emb|embeddings))?\.npy$/i;

/** The modality that the name of an `.npy` file says, if any. */
export function modalityOfName(fileName: string): Modality | undefined {
  const name = FEATURE_FILE.exec(fileName)?.groups?.name?.toLowerCase() ?? '';
  return MODALITIES.find((modality) => NAMES[modality].includes(name));
}
