import { readFile } from 'node:fs/promises';
import type { LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';

/*
 * Module hooks for the gradients of TensorFlow.js. They exist only as files made for bundlers: ECMAScript modules
 * without `"type": "module"` that import each other without an extension.
 */
const INSIDE = /\/@tensorflow\/tfjs-core\/dist\//;

export const resolve: ResolveHook = (specifier, context, nextResolve) => {
  const bare = specifier.startsWith('.') && !specifier.endsWith('.js');
  const inside = INSIDE.test(context.parentURL ?? '');
  return nextResolve(bare && inside ? `${specifier}.js` : specifier, context);
};

export const load: LoadHook = async (url, context, nextLoad) => {
  if (!INSIDE.test(url) || url.endsWith('.node.js')) return nextLoad(url, context);
  return { format: 'module', source: await readFile(fileURLToPath(url)), shortCircuit: true };
};
