import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

const BYTES_PER_MEGABYTE = 1e6;

/** A server in a process of its own. */
export interface ServerProcess {
  readonly address: string;
  /** Resident memory in megabytes, as the kernel counts it. */
  residentMegabytes(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a program of Node that prints a line of JSON with its `address` when it answers. */
export async function startServer(command: readonly string[]): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...command], { stdio: ['ignore', 'pipe', 'inherit'] });
  const { address } = JSON.parse(await firstLine(child)) as { readonly address: string };
  return {
    address,
    async residentMegabytes() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      const [, kibibytes = 'NaN'] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
      return (Number(kibibytes) * 1024) / BYTES_PER_MEGABYTE;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** A route that answers at once with as many bytes: what one process can do at most. */
export function bareServerCode(body: string): string {
  return `
    const { createServer } = require('node:http');
    const body = ${JSON.stringify(body)};
    const server = createServer((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(body);
    });
    server.listen(0, '127.0.0.1', () => {
      process.stdout.write(JSON.stringify({ address: 'http://127.0.0.1:' + server.address().port }) + '\\n');
    });
    process.on('SIGTERM', () => process.exit(0));
  `;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The server has no standard output.');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('The server ended before it answered.');
}
