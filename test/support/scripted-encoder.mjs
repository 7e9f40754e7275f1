// A process of the encoder that does what the words it is asked for say, in place of `encode`.
import { createInterface } from 'node:readline';

const say = (id, answer) => process.stdout.write(`${JSON.stringify({ id, answer })}\n`);
const running = new Map();

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { id, work, cancel } = JSON.parse(line);
    if (cancel) return running.get(id)?.();
    if (work.words === 'crash') return process.kill(process.pid, 'SIGKILL');
    if (work.words === 'process') return say(id, { result: [process.pid] });
    if (work.words === 'nonsense') {
      process.stdout.write('no JSON\n{"id":"x"}\n[1]\n');
      return say(id, { result: [1] });
    }
    if (work.words === 'failure') {
      const failure = { of: 'work', code: 'configuration', message: 'No text tower.', retryable: false };
      return say(id, { failure: { ...failure, hint: 'Take a CLIP.' } });
    }
    if (work.kind === 'file') {
      const failure = { of: 'input', code: 'timeout', message: 'Too slow.', retryable: true };
      return say(id, { failure });
    }
    // Everything else never ends by itself.
    running.set(id, () =>
      say(id, { failure: { of: 'work', code: 'interrupted', message: '', retryable: true } }),
    );
  })
  .on('close', () => process.exit(0));
