import { describe, expect, it } from 'vitest';
import { MODEL_IDS, modelFamily } from '../../models/registry.js';

describe('the model registry', () => {
  it('lists the models and opens each lazily', async () => {
    expect(MODEL_IDS).toEqual(['video-token']);
    await expect(modelFamily('video-token').open('/nowhere')).rejects.toMatchObject({
      code: 'checkpoint-invalid',
    });
  });

  it('answers an unknown id with the known ones', () => {
    expect(() => modelFamily('toString')).toThrow(expect.objectContaining({ code: 'configuration' }));
  });
});
