/** The part of the `WebAssembly` global that is used here; the compiler's library for Node leaves it out. */
export interface WebAssemblyHost {
  /** Compiles and starts a module at once. @returns its exported functions */
  instantiate(
    bytes: Uint8Array,
    imports: Readonly<Record<string, Readonly<Record<string, object>>>>,
  ): Readonly<Record<'run', (...values: number[]) => unknown>>;
}

interface Global {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<'run', (...values: number[]) => unknown>> };
}

export function webAssembly(): WebAssemblyHost {
  const { WebAssembly: host } = globalThis as unknown as { readonly WebAssembly: Global };
  return {
    instantiate: (bytes, imports) => new host.Instance(new host.Module(bytes), imports).exports,
  };
}
