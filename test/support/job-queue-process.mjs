// A service that is nothing but its queue, for tests that kill it: runs the jobs of a data folder with the compiled
// program, adds one, and says when it runs.
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const [, , dataFolder, path] = process.argv;
const dist = (file) => new URL(`../../dist/src/${file}`, import.meta.url);
const { createJobQueue } = await import(dist('service/jobs/create-job-queue.js'));
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const queue = await createJobQueue({
  context: { dataFolder, clock: Date.now, sleep: setTimeout, logger: quiet },
  child: {
    program: process.execPath,
    arguments: [fileURLToPath(dist('cli/main.js')), 'run-job', '--data', dataFolder, '--quiet'],
  },
  queuedJobs: 10,
  onFinished: async () => {},
});
const { id } = await queue.add({ kind: 'embed', name: `clips ${randomUUID()}`, path });
for await (const job of queue.watch(id, new AbortController().signal)) {
  if (job.stages.some(({ name }) => name === 'extract')) process.stdout.write(`${id}\n`);
}
