/** The part of autocannon that is used here; the package comes without types. */
declare module 'autocannon' {
  function autocannon(options: autocannon.LoadOptions): Promise<autocannon.LoadResult> & { stop(): void };

  namespace autocannon {
    interface LoadOptions {
      readonly url: string;
      readonly connections: number;
      /** Requests in all; without it `duration` decides. */
      readonly amount?: number;
      /** Seconds. */
      readonly duration?: number;
      /** Seconds. */
      readonly timeout?: number;
      readonly requests?: readonly {
        readonly method: 'GET';
        readonly setupRequest: <Request extends { readonly path?: string }>(request: Request) => Request;
      }[];
    }

    interface LoadResult {
      readonly errors: number;
      readonly timeouts: number;
      readonly non2xx: number;
      /** Seconds. */
      readonly duration: number;
      readonly requests: { readonly total: number };
      /** Milliseconds. */
      readonly latency: { readonly p50: number; readonly p99: number; readonly max: number };
    }
  }

  export = autocannon;
}
