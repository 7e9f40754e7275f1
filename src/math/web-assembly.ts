/** The part of the `WebAssembly` global that is used here; the compiler's library for Node leaves it out. */
export interface WebAssemblyHost {
  /** Compiles and starts a module at once. @returns its exported functions */
  instantiate(
    bytes: Uint8Array,
    imports: Readonly<Record<string, Readonly<Record<string, object>>>>,
  ): Readonly<Record<'run', (...values: number[]) => unknown>>;
  /** Memory of at least so many bytes that a module can be given; it never grows, so views on it stay valid. */
  memory(byteLength: number): { readonly buffer: ArrayBuffer };
}

const PAGE_BYTES = 65_536;

interface Global {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
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
    memory: (byteLength) => new host.Memory({ initial: Math.ceil(byteLength / PAGE_BYTES) }),
  };
}
