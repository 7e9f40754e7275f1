/** The WebAssembly binary format, as far as a function that loops over float32 arrays needs it. */

export const TYPE = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;

export const CODE = {
  block: 0x02,
  loop: 0x03,
  end: 0x0b,
  branch: 0x0c,
  branchIf: 0x0d,
  getLocal: 0x20,
  setLocal: 0x21,
  constant: 0x41,
  greaterOrEqual: 0x4f,
  add: 0x6a,
  multiply: 0x6c,
  and: 0x71,
  shiftLeft: 0x74,
} as const;

const EMPTY_BLOCK = 0x40;

export function getLocal(local: number): number[] {
  return [CODE.getLocal, ...unsigned(local)];
}

export function setLocal(local: number): number[] {
  return [CODE.setLocal, ...unsigned(local)];
}

/** An i32 constant. */
export function constant(value: number): number[] {
  return [CODE.constant, ...signed(value)];
}

/** local ← local + step */
export function advance(local: number, step: readonly number[]): number[] {
  return [...getLocal(local), ...step, CODE.add, ...setLocal(local)];
}

/** Loads and stores relative to the address on the stack; nothing needs to be aligned. */
export const MEMORY = {
  loadInteger: (offset = 0): number[] => [0x28, 0x02, ...unsigned(offset)],
  loadFloat: (offset = 0): number[] => [0x2a, 0x02, ...unsigned(offset)],
  storeFloat: (offset = 0): number[] => [0x38, 0x02, ...unsigned(offset)],
  loadFour: (offset = 0): number[] => [0xfd, 0x00, 0x02, ...unsigned(offset)],
  storeFour: (offset = 0): number[] => [0xfd, 0x0b, 0x02, ...unsigned(offset)],
} as const;

/** while (place < end) body */
export function whileLess(place: number, end: number, body: readonly number[]): number[] {
  return [
    ...[CODE.block, EMPTY_BLOCK, CODE.loop, EMPTY_BLOCK],
    ...getLocal(place),
    ...getLocal(end),
    ...[CODE.greaterOrEqual, CODE.branchIf, 1],
    ...body,
    ...[CODE.branch, 0, CODE.end, CODE.end],
  ];
}

/** A module with one exported function `run` on a memory that the host gives as `host.memory`. */
export function moduleBytes(options: {
  /** Types of the parameters. */
  readonly parameters: readonly number[];
  /** Types of the other locals, which start at zero. */
  readonly locals: readonly number[];
  readonly body: readonly number[];
}): Uint8Array {
  const { parameters, locals, body } = options;
  const type = [0x60, ...list(parameters.map((item) => [item])), 0x00];
  const code = [...list(locals.map((item) => [1, item])), ...body, CODE.end];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, list([type])),
    ...section(2, list([[...text('host'), ...text('memory'), 0x02, 0x00, 0x00]])),
    ...section(3, list([[0x00]])),
    ...section(7, list([[...text('run'), 0x00, 0x00]])),
    ...section(10, list([sized(code)])),
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...sized(content)];
}

function sized(content: readonly number[]): number[] {
  return [...unsigned(content.length), ...content];
}

function list(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function text(value: string): number[] {
  return sized([...new TextEncoder().encode(value)]);
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  const isLast = value >= -64 && value < 64;
  return isLast ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
}
