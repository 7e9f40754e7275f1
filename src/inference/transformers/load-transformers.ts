/** The whole package, for its types. */
export type Transformers = typeof import('@huggingface/transformers');

/** Nothing is printed: whatever matters is thrown as well. */
const NO_LOG = 50;

/**
 * transformers.js without a network: models are read from folders that are given by absolute path, nothing is cached,
 * and its ONNX Runtime reports to nobody (it switches that off itself before it loads the runtime).
 */
export async function loadTransformers(): Promise<Transformers> {
  const transformers = await import('@huggingface/transformers');
  const { env } = transformers;
  env.allowLocalModels = true;
  env.allowRemoteModels = false;
  env.useFSCache = false;
  env.useBrowserCache = false;
  env.useWasmCache = false;
  env.logLevel = NO_LOG;
  env.fetch = (address) =>
    Promise.reject(new Error(`transformers.js may not ask the network for ${String(address)}`));
  return transformers;
}
