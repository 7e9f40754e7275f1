import type { FastifyInstance } from 'fastify';
import { messageOf, VidtokenError } from '../../core/errors.js';
import type { ServiceSettings } from '../settings.js';

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'this user may not listen there',
  EADDRNOTAVAIL: 'this machine does not have the address',
  ENOTFOUND: 'there is no such host',
};

/** @throws VidtokenError `configuration` when it is not possible to listen there */
export async function listen(
  app: FastifyInstance,
  { host, port }: Pick<ServiceSettings, 'host' | 'port'>,
): Promise<{ readonly address: string; readonly port: number }> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new VidtokenError({
      code: 'configuration',
      message: `The service cannot listen on ${host} port ${port}: ${REASONS[code] ?? messageOf(error)}.`,
      hint: 'Choose another one: --port 0 takes a port that is free, --host 127.0.0.1 is always there.',
      cause: error,
    });
  }
  const bound = app.server.address();
  const taken = typeof bound === 'object' && bound !== null ? bound.port : port;
  const name = host.includes(':') ? `[${host}]` : host;
  return { address: `http://${name}:${taken}`, port: taken };
}
