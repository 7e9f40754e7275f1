/** A message is its fields one after the other (protobuf wire format: tag = field · 8 + wire type). */
export function message(fields: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(fields));
}

/** A whole number; negative ones as 64-bit two's complement. */
export function varint(field: number, value: number | bigint): Uint8Array {
  return Uint8Array.from([...varintBytes(BigInt(field) << 3n), ...varintBytes(BigInt(value))]);
}

export function bytes(field: number, value: Uint8Array): Uint8Array {
  const head = [...varintBytes((BigInt(field) << 3n) | 2n), ...varintBytes(BigInt(value.length))];
  return new Uint8Array(Buffer.concat([Uint8Array.from(head), value]));
}

export function text(field: number, value: string): Uint8Array {
  return bytes(field, new TextEncoder().encode(value));
}

/** A 32-bit real number. */
export function real(field: number, value: number): Uint8Array {
  const number = new Uint8Array(Float32Array.of(value).buffer);
  return new Uint8Array(Buffer.concat([Uint8Array.from(varintBytes((BigInt(field) << 3n) | 5n)), number]));
}

function varintBytes(value: bigint): number[] {
  const octets: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 128n; rest >>= 7n) octets.push(Number(rest & 127n) | 128);
  return [...octets, Number(rest)];
}
