// A process of a job that does what the name of its job says, in place of `run-job`.
// Its one argument is a folder in which it counts its starts and looks for files that let it go on.
import { appendFileSync, existsSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const folder = process.argv[2];
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const done = { kind: 'done', videoIds: [], failures: [], succeeded: true, note: null };

const lines = createInterface({ input: process.stdin });
lines.once('line', (line) => {
  const job = JSON.parse(line);
  const starts = join(folder, 'starts');
  appendFileSync(starts, `${job.name}\n`);
  const count = readFileSync(starts, 'utf8')
    .split('\n')
    .filter((name) => name === job.name).length;
  say({
    kind: 'stages',
    stages: [{ name: 'extract', unit: 'videos', finished: count, total: 3, note: null, isDone: false }],
  });
  if (job.name.startsWith('hang')) return waitFor(join(folder, `${job.name}-go-on`), () => end(done));
  if (job.name.startsWith('crash')) return process.kill(process.pid, 'SIGKILL');
  if (job.name.startsWith('locked') && count < 3) {
    return end({ kind: 'error', code: 'store-locked', message: 'Somebody of process 7 writes.' });
  }
  if (job.name.startsWith('broken')) {
    const failure = { file: job.upload?.file ?? job.path, code: 'not-a-video', reason: 'It is a text.' };
    return end({ ...done, succeeded: false, failures: [failure] });
  }
  end({ ...done, videoIds: ['video-1'] });
});
// The parent is gone.
lines.once('close', () => process.exit(1));

function end(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`, () => process.exit(0));
}

function waitFor(file, next) {
  const look = () => existsSync(file) && next();
  watch(folder, look);
  look();
}
