import type { PipelineContext } from '../../pipelines/context.js';
import { createServiceMetrics } from '../../src/service/platform/metrics.js';
import type { Service } from '../../src/service/service.js';
import { SERVICE_DEFAULTS, type ServiceSettings } from '../../src/service/settings.js';
import { pipelineContext } from './pipeline-context.js';

interface Changes extends Partial<Omit<Service, 'settings' | 'context'>> {
  readonly settings?: Partial<ServiceSettings>;
  readonly context?: Partial<PipelineContext>;
}

/** Settings of a service that is only injected into. */
export function serviceSettings(changes: Partial<ServiceSettings> = {}): ServiceSettings {
  return { ...SERVICE_DEFAULTS, port: 0, requireTokens: false, roots: [], ...changes };
}

/** A service of parts that a test brings; what it does not bring fails when it is used. */
export function serviceDouble({ settings, context, ...parts }: Changes = {}): Service {
  return {
    context: pipelineContext('/nowhere', context),
    settings: serviceSettings(settings),
    library: missing('library'),
    encoder: missing('encoder'),
    jobs: missing('jobs'),
    feedback: missing('feedback'),
    maps: missing('maps'),
    metrics: createServiceMetrics(),
    ...parts,
  };
}

function missing<Part extends object>(name: string): Part {
  return new Proxy({} as Part, {
    get: (_target, key) => {
      throw new Error(`The test did not bring ${name}.${String(key)}.`);
    },
  });
}
