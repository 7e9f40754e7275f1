import { parseArgs } from 'node:util';
import { benchService } from './service.js';

/** `node dist/bench/test/bench/service-main.js --store <folder> [--requests 20000] [--videos 100000]` */
const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'data/bench-service' },
    requests: { type: 'string' },
    videos: { type: 'string' },
    connections: { type: 'string' },
    uploads: { type: 'string' },
  },
});
const number = (name: 'requests' | 'videos' | 'connections' | 'uploads') => {
  const text = values[name];
  if (text === undefined) return {};
  if (!/^\d+$/.test(text)) throw new RangeError(`--${name} ${text}: expected a whole number.`);
  return { [name]: Number(text) };
};

const result = await benchService({
  folder: values.store,
  ...number('requests'),
  ...number('videos'),
  ...number('connections'),
  ...number('uploads'),
});
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
