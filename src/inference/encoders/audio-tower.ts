import { join } from 'node:path';
import { z } from 'zod';
import type { AudioTrack } from '../../core/media.js';
import { readOptionalText } from '../hub/optional-text.js';
import { resampleSound } from '../resample-sound.js';
import { loadParts } from '../transformers/load-parts.js';
import { unusableModel, withModel } from '../transformers/unusable-model.js';
import type { Encoder } from './encoder.js';
import { requireRows, takeOutput } from './model-output.js';
import type { TowerOptions } from './tower-options.js';

/** Graph of the tower in a model folder. */
export const AUDIO_PART = 'audio_model';

const soundSchema = z.object({
  sampling_rate: z.number().int().positive(),
  nb_max_samples: z.number().int().positive(),
});

/**
 * The sound side of a CLAP (Wu et al. 2023): one row for each sound, which is brought to the model's sample rate and must
 * not be longer than its window (10 s), because of a longer one it would hear a random part.
 * @throws VidtokenError `weights-missing`, `configuration`
 */
export async function openAudioTower({ local, width }: TowerOptions): Promise<Encoder<AudioTrack>> {
  const { found } = local;
  const text = await readOptionalText(join(found.folder, 'preprocessor_config.json'));
  const parsed = soundSchema.safeParse(text === undefined ? undefined : JSON.parse(text));
  if (parsed.data === undefined) {
    throw unusableModel(found, 'its preprocessor_config.json lacks sampling_rate and nb_max_samples');
  }
  const { sampling_rate: sampleRateHz, nb_max_samples: longest } = parsed.data;
  const { transformers, options } = await loadParts(local, [AUDIO_PART]);
  const { AutoFeatureExtractor, ClapAudioModelWithProjection } = transformers;
  const { model, frontEnd } = await withModel(found, async () => ({
    frontEnd: await AutoFeatureExtractor.from_pretrained(found.folder, { local_files_only: true }),
    model: await ClapAudioModelWithProjection.from_pretrained(found.folder, options),
  }));
  return {
    encode: (tracks) =>
      withModel(found, async () => {
        const rows: Float32Array[] = [];
        for (const track of tracks) {
          const samples = resampleSound(track, sampleRateHz).subarray(0, longest);
          const output = takeOutput(transformers, await model(await frontEnd(samples)), {
            found,
            names: ['audio_embeds'],
          });
          rows.push(...requireRows(output, { found, count: 1, width }));
        }
        return rows;
      }),
    async dispose() {
      await model.dispose();
    },
  };
}
