/** The ladder, fastest first. Apart from the backends, so that naming them loads none. */
export const BACKEND_RUNGS = ['tensorflow-gpu', 'tensorflow', 'webgpu', 'native', 'wasm', 'cpu'] as const;
export type BackendRung = (typeof BACKEND_RUNGS)[number];

/** The rungs that work wherever the project is installed; the others need a package or a GPU. */
export const PLAIN_RUNGS = ['native', 'wasm', 'cpu'] as const satisfies readonly BackendRung[];

/** What may be asked for: one rung, or `auto`, the first that works. */
export const BACKEND_NAMES = ['auto', ...BACKEND_RUNGS] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];
