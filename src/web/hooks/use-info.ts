import type { ServiceInfo } from '../../client/index.js';
import { client } from '../client.js';
import { type RequestState, useRequest } from './use-request.js';

/** What the service holds and can do, and what the caller may do. */
export function useInfo(): RequestState<ServiceInfo> {
  return useRequest('info', (signal) => client.getInfo({}, { signal }));
}
