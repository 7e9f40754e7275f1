import { readdirSync } from 'node:fs';

/** What a Linux kernel shows of a GPU: a render node, the NVIDIA driver, or the GPU of a Windows host. */
const DEVICE_NAMES = [/^dri\/renderD\d+$/, /^nvidia\d+$/, /^dxg$/];

/**
 * Whether this machine can have a GPU at all. Loading a graphics driver takes a tenth of a second and makes Mesa and
 * Dawn write to standard error where there is none, so `auto` asks this first.
 * Every desktop of the other systems has one.
 */
export function hasGraphicsDevice(platform: NodeJS.Platform = process.platform): boolean {
  if (platform !== 'linux') return true;
  const names = [...entries('/dev'), ...entries('/dev/dri').map((name) => `dri/${name}`)];
  return names.some((name) => DEVICE_NAMES.some((pattern) => pattern.test(name)));
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    // No such folder, or none that may be read: no device that could be used.
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  }
}
