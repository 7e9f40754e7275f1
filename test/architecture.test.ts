import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const IMPORT_PATTERN = /(?:from|import)\s*\(?\s*'([^']+)'/g;

interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** Project files that it imports, relative to the root. */
  readonly internal: readonly string[];
  /** Packages that it imports. */
  readonly external: readonly string[];
}

const files = ['src', 'models', 'pipelines'].flatMap((folder) => readSources(join(ROOT, folder)));
const tests = readSources(join(ROOT, 'test'));

function readSources(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => readSource(join(entry.parentPath, entry.name)));
}

function readSource(file: string): SourceFile {
  const text = readFileSync(file, 'utf8');
  const specifiers = [...text.matchAll(IMPORT_PATTERN)].map((match) => match[1] as string);
  const internal = specifiers
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => relative(ROOT, resolve(dirname(file), specifier)))
    .map((target) => target.replace(/\.js$/, '.ts').replace(/\.jsx$/, '.tsx'));
  const external = specifiers.filter((specifier) => !specifier.startsWith('.'));
  return { path: relative(ROOT, file), text, internal, external };
}

/** `core`, `math`, …, `models`, `pipelines`, `cli` of a project file. */
function layerOf(path: string): string {
  const [first, second] = path.split('/') as [string, string];
  if (first !== 'src') return first;
  return second.endsWith('.ts') ? 'public' : second;
}

const MIDDLE = [
  'config',
  'media',
  'readings',
  'describe',
  'features',
  'tensor',
  'store',
  'dataset',
  'metrics',
  'engine',
];
const BELOW_MODELS = ['core', 'math', 'inference', ...MIDDLE];
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  math: ['core'],
  inference: ['core', 'math'],
  ...Object.fromEntries(MIDDLE.map((layer) => [layer, ['core', 'math']])),
  readings: ['core', 'math', 'inference'],
  describe: ['core', 'math', 'inference'],
  features: ['core', 'math', 'inference', 'tensor'],
  models: BELOW_MODELS,
  pipelines: [...BELOW_MODELS, 'models'],
  service: [...BELOW_MODELS, 'models', 'pipelines'],
  cli: [...BELOW_MODELS, 'models', 'pipelines', 'service'],
  client: [],
  web: ['client'],
  public: [...BELOW_MODELS, 'models', 'pipelines'],
};

/** Packages that one folder alone may import. */
const OWNERS: Readonly<Record<string, string>> = {
  '@tensorflow/': 'tensor',
  '@lancedb/': 'store',
  'apache-arrow': 'store',
  '@huggingface/transformers': 'inference',
  execa: 'media',
  openai: 'describe',
  sharp: 'media',
  'tesseract.js': 'readings',
  fastify: 'service',
  '@fastify/': 'service',
  '@orama/stopwords': 'service',
  'prom-client': 'service',
  '@opentelemetry/': 'service',
  'umap-js': 'pipelines',
  preact: 'web',
  '@preact/': 'web',
};

/** Style sheets are imported by the page and are no modules of their own. */
function isStyle(target: string): boolean {
  return target.endsWith('.css') && existsSync(join(ROOT, target));
}

/** Made by a program, from the table of operations. */
const GENERATED = 'src/client/generated.ts';

describe('the architecture', () => {
  it('lets a layer import only the layers below it', () => {
    const wrong = files.flatMap((file) => {
      const layer = layerOf(file.path);
      return file.internal
        .filter((target) => layerOf(target) !== layer && !ALLOWED[layer]?.includes(layerOf(target)))
        .map((target) => `${file.path} → ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('has no import cycles', () => {
    const graph = new Map(files.map((file) => [file.path, file.internal]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      if (done.has(path) || trail.includes(path)) return;
      for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const path of graph.keys()) visit(path, []);
    expect(cycles).toEqual([]);
  });

  it('resolves every relative import to a file', () => {
    const known = new Set([...files, ...tests].map((file) => file.path));
    const missing = files.flatMap((file) =>
      file.internal
        .filter((target) => !known.has(target) && !isStyle(target))
        .map((target) => `${file.path} → ${target}`),
    );
    expect(missing).toEqual([]);
  });

  it('gives each heavy package one owner', () => {
    const wrong = files.flatMap((file) =>
      file.external
        .filter((name) =>
          Object.entries(OWNERS).some(
            ([owned, owner]) => name.startsWith(owned) && layerOf(file.path) !== owner,
          ),
        )
        .map((name) => `${file.path} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('starts child processes in src/media and src/engine alone', () => {
    const wrong = files.filter(
      (file) =>
        !['media', 'engine'].includes(layerOf(file.path)) &&
        file.external.some((name) => /child_process$/.test(name)),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  it('reads the environment in src/config alone', () => {
    const wrong = files.filter(
      (file) => layerOf(file.path) !== 'config' && file.text.includes('process.env'),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  it('keeps chance and time out of everything below the command line', () => {
    const wrong = files.filter(
      (file) =>
        !['cli', 'web'].includes(layerOf(file.path)) &&
        /Math\.random\(|Date\.now\(|new Date\(\)/.test(file.text),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  it('keeps core free of input and output', () => {
    const wrong = files.filter(
      (file) => layerOf(file.path) === 'core' && file.external.some((name) => name !== 'zod'),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  it('has no suppressions, no `any` and no unfinished work', () => {
    const pattern =
      /:\s*any\b|\bas any\b|<any>|@ts-(ignore|nocheck|expect-error)|biome-ignore|\b(TODO|FIXME|XXX|HACK)\b/;
    const self = basename(fileURLToPath(import.meta.url));
    const wrong = [...files, ...tests].filter((file) => !file.path.endsWith(self) && pattern.test(file.text));
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  it('keeps every source file under 300 lines', () => {
    const long = files.filter((file) => file.path !== GENERATED && file.text.split('\n').length > 300);
    expect(long.map((file) => file.path)).toEqual([]);
  });
});
