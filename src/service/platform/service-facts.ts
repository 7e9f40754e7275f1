import type { Scope, ServiceInfo } from '../contract/system.js';
import type { Service } from '../service.js';

/** What the service holds and can do, for a caller with these scopes. */
export async function serviceFacts(service: Service, scopes: readonly Scope[]): Promise<ServiceInfo> {
  const { library, settings, context, maps } = service;
  const { space, contentClusters, videos, withToken, canSearchByMeaning, index, version } = library.state();
  // Before the first video there is no store to ask.
  const recommenders = version === 0 ? [] : await library.read((store) => store.factors.models());
  return {
    version: context.codeVersion,
    videos,
    withToken,
    space: space === undefined ? null : { id: space.id, dimension: space.dimension },
    clusters: contentClusters,
    canSearchByMeaning,
    canUpload: scopes.includes('write'),
    isMapReady: (await maps.current()) !== undefined,
    recommenders: [...recommenders],
    roots: settings.roots.length,
    uploadLimitBytes: settings.uploadLimitBytes,
    scopes: [...scopes],
    index,
  };
}
