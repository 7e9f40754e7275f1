import { describe, expect, it } from 'vitest';
import { readSettings } from '../../src/config/settings.js';
import { VidtokenError } from '../../src/core/errors.js';

function failureOf(environment: NodeJS.ProcessEnv): VidtokenError {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof VidtokenError) return error;
    throw error;
  }
  throw new Error('The settings were read.');
}

describe('settings from the environment', () => {
  it('have defaults that need nothing', () => {
    expect(readSettings({})).toMatchObject({
      dataFolder: 'data',
      logLevel: 'warn',
      offline: false,
      endpoint: {},
      hub: {},
    });
  });

  it('take the endpoint, the model and the hub', () => {
    const settings = readSettings({
      OPENAI_BASE_URL: ' http://127.0.0.1:8000/v1 ',
      OPENAI_API_KEY: 'secret',
      VIDTOKEN_DESCRIBER_MODEL: 'qwen2-vl',
      HF_ENDPOINT: 'https://mirror.example',
      HF_TOKEN: 'token',
      VIDTOKEN_OFFLINE: '1',
    });
    expect(settings.endpoint).toEqual({ baseUrl: 'http://127.0.0.1:8000/v1', apiKey: 'secret' });
    expect(settings.hub).toEqual({ endpoint: 'https://mirror.example', token: 'token' });
    expect(settings).toMatchObject({ describerModel: 'qwen2-vl', offline: true });
  });

  it('say where traces are sent', () => {
    expect(readSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }).tracesEndpoint).toBe(
      'http://127.0.0.1:4318',
    );
    expect(readSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: '' }).tracesEndpoint).toBeUndefined();
  });

  it('treat an empty variable as one that is not set', () => {
    const settings = readSettings({ OPENAI_BASE_URL: '', OPENAI_API_KEY: '  ', VIDTOKEN_OFFLINE: '' });
    expect(settings.endpoint).toEqual({});
    expect(settings.offline).toBe(false);
  });

  it('name the variable that is wrong, its value and what to do', () => {
    expect(failureOf({ VIDTOKEN_LOG_LEVEL: 'loud' })).toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('VIDTOKEN_LOG_LEVEL="loud"'),
      hint: 'Unset VIDTOKEN_LOG_LEVEL or give it an allowed value.',
    });
  });

  it('never repeat an address, which may hold a password', () => {
    const error = failureOf({ OPENAI_BASE_URL: 'ftp://me:hunter2@host' });
    expect(error.message).toContain('OPENAI_BASE_URL');
    expect(JSON.stringify([error.message, error.hint, error.facts])).not.toContain('hunter2');
  });
});
