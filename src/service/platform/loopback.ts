import { isIP } from 'node:net';

/** `localhost`, 127.0.0.0/8 and ::1: addresses that only this machine reaches. */
export function isLoopbackAddress(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (name === '::1') return true;
  if (isIP(name) === 4) return name.startsWith('127.');
  return name === 'localhost' || name.endsWith('.localhost');
}

/** The same for a `Host` header, which may have a port. */
export function isLoopbackHost(header: string | undefined): boolean {
  const [, name] = /^(\[[0-9a-f:]+\]|[^:/@\s]+)(?::\d{1,5})?$/i.exec(header ?? '') ?? [];
  return name !== undefined && isLoopbackAddress(name);
}
