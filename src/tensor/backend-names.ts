/** The ladder, fastest first. Apart from the backends, so that naming them loads none. */
export const BACKEND_RUNGS = ['wasm', 'cpu'] as const;
export type BackendRung = (typeof BACKEND_RUNGS)[number];

/** What may be asked for: one rung, or `auto`, the first that works. */
export const BACKEND_NAMES = ['auto', ...BACKEND_RUNGS] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];
