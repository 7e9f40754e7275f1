import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** Modules that are there at run time; `import type` is not. */
const IMPORTS = /(?:^(?:import|export)\s(?!type\s)[^;]*?from\s*|\bimport\s*\(\s*)['"](\.[^'"]+)['"]/gm;
/** Lines that are comments: changing words changes no result. */
const COMMENT_LINES = /^\s*(?:\/\/|\/\*|\*[\s/]).*\n/gm;
/** What decides numbers; the store, the command line and the domain types do not. */
const COUNTED = /^(?:models|src[/\\](?:math|metrics|tensor)|pipelines)[/\\]/;
/** It imports every model; what one model needs is found from its own folder. */
const REGISTRY = /^models[/\\]recommenders\.[jt]s$/;

/**
 * SHA-256 over the code that trains and ranks with one model: all files of `models/<model>/`, the code that runs a job,
 * and whatever these import from models, tensor, math, metrics and pipelines. A result of other code is not taken for
 * one of this. Works on the sources as well as on what is compiled.
 * @param options.root folder with `models`, `src` and `pipelines` @param options.entries files that run a job
 */
export function codeHash(options: {
  readonly root: string;
  readonly entries: readonly string[];
  readonly model: string;
}): string {
  const { root, entries, model } = options;
  const files = new Set<string>();
  const visit = (file: string): void => {
    const name = relative(root, file);
    if (files.has(name) || !COUNTED.test(name) || REGISTRY.test(name) || !existsSync(file)) return;
    files.add(name);
    for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(IMPORTS)) {
      visit(sourceFile(resolve(dirname(file), specifier)));
    }
  };
  const own = join(root, 'models', model);
  const ownFiles = existsSync(own) ? readdirSync(own, { recursive: true, encoding: 'utf8' }) : [];
  for (const file of ownFiles) if (/(?<!\.d)\.[jt]s$/.test(file)) visit(join(own, file));
  for (const entry of entries) visit(entry);
  const hash = createHash('sha256');
  for (const name of [...files].sort()) {
    hash.update(`${name}\n${readFileSync(join(root, name), 'utf8').replace(COMMENT_LINES, '')}\n`);
  }
  return hash.digest('hex');
}

/** A module is imported as `.js`, in the sources it is a `.ts` file. */
export function sourceFile(path: string): string {
  return existsSync(path) ? path : path.replace(/\.js$/, '.ts');
}
