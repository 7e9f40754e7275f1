/* The part of `webgpu` (Dawn for Node) that the ladder uses, written down here because the package is optional. */

export interface Dawn {
  /** @param options Dawn toggles */
  create(options: readonly string[]): DawnGpu;
  /** The names that a browser would offer: `GPUBuffer`, `GPUBufferUsage` … */
  readonly globals: Readonly<Record<string, unknown>>;
}

export interface DawnGpu {
  requestAdapter(options: { readonly powerPreference: 'high-performance' }): Promise<DawnAdapter | null>;
}

export interface DawnAdapter {
  readonly info: DawnAdapterInfo;
  readonly limits: Readonly<Record<string, number>>;
  requestDevice(options: { readonly requiredLimits: Readonly<Record<string, number>> }): Promise<DawnDevice>;
}

export interface DawnAdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** True for an adapter that computes on the processor. */
  readonly isFallbackAdapter: boolean;
}

export interface DawnDevice {
  readonly queue: { submit(commands: readonly object[]): void };
  createBuffer(options: { readonly size: number; readonly usage: number }): DawnBuffer;
  createCommandEncoder(): DawnCommandEncoder;
  addEventListener(
    type: 'uncapturederror',
    listener: (event: { readonly error: { readonly message: string } }) => void,
  ): void;
}

export interface DawnBuffer {
  readonly size: number;
  readonly mapState: 'unmapped' | 'pending' | 'mapped';
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
  destroy(): void;
}

export interface DawnCommandEncoder {
  copyBufferToBuffer(from: DawnBuffer, fromAt: number, to: DawnBuffer, toAt: number, size: number): void;
  finish(): object;
}

/** Bits of `GPUBufferUsage` and `GPUMapMode`, fixed by the WebGPU standard. */
export const BUFFER_USAGE = { mapRead: 0x1, copyDestination: 0x8 } as const;
export const MAP_MODE_READ = 0x1;
