import { existsSync } from 'node:fs';

/** The driver list of SwiftShader, a Vulkan device computed on the processor; Debian's Chromium brings it along. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** Environment that makes Vulkan offer a software adapter; `undefined` where none is installed. */
export const softwareGraphics = existsSync(SWIFTSHADER) ? { VK_ICD_FILENAMES: SWIFTSHADER } : undefined;

/** Why tests of the WebGPU rung are skipped. */
export const noGraphics = softwareGraphics === undefined ? ` (skipped: there is no ${SWIFTSHADER})` : '';
