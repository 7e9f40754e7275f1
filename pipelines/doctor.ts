import { access, constants, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf, VidtokenError } from '../src/core/errors.js';
import { extractorSetLabel } from '../src/core/features.js';
import type { DoctorCheck, DoctorExtractor, DoctorReport } from '../src/core/reports/doctor-report.js';
import { findLearnedExtractors } from '../src/features/registry.js';
import { checkMediaTools } from '../src/media/media-tools.js';
import type { BackendName } from '../src/tensor/backend-names.js';
import { type BackendProbe, probeBackends } from '../src/tensor/probe-backends.js';
import type { PipelineContext } from './context.js';
import { AUTO_DESCRIBER, chooseDescribers } from './stages/choose-describers.js';
import { withStore } from './stages/open-for-reading.js';

const MINIMUM_NODE_MAJOR = 20;
const GIBIBYTE = 2 ** 30;
/** Less than this leaves no room for features of a few thousand videos. */
const MINIMUM_FREE_BYTES = GIBIBYTE;

/**
 * Looks at everything a run depends on. Optional parts that are absent are stated, not failed.
 * @param options.asked a compute backend that must work: `webgpu` may then be a software adapter
 */
export async function diagnose(options: {
  readonly context: PipelineContext;
  readonly asked: BackendName;
  /** As with `--describer-model`. */
  readonly describerModel?: string;
}): Promise<DoctorReport> {
  const { context, asked, describerModel } = options;
  const backends = await probeBackends({ clock: context.clock, asked });
  const learnedExtractors = await extractorsOf(context);
  const checks = [
    nodeCheck(),
    ...(await mediaChecks(context)),
    backendCheck(backends, asked),
    await describerCheck(context, describerModel),
    await folderCheck(context),
    await storeCheck(context),
    await diskCheck(context),
  ];
  return { ok: checks.every((check) => check.ok), checks, backends, learnedExtractors };
}

function nodeCheck(): DoctorCheck {
  const { node } = process.versions;
  const ok = Number(node.split('.')[0]) >= MINIMUM_NODE_MAJOR;
  return {
    name: 'node',
    ok,
    detail: `${node} on ${process.platform} ${process.arch}`,
    ...(ok ? {} : { hint: `Install Node ${MINIMUM_NODE_MAJOR} or newer.` }),
  };
}

async function mediaChecks(context: PipelineContext): Promise<DoctorCheck[]> {
  const checks = await checkMediaTools(context.tools);
  const hint = 'Install both with: apt-get install -y ffmpeg';
  return checks.map(({ name, ok, detail }) => ({ name, ok, detail, ...(ok ? {} : { hint }) }));
}

/** Well when `auto` finds a rung, the one that is asked for works, and none is broken. */
function backendCheck(backends: readonly BackendProbe[], asked: BackendName): DoctorCheck {
  const broken = backends.find(({ name, state }) => state === 'failed' || (name === asked && state !== 'ok'));
  if (broken !== undefined) {
    const hint = broken.hint ?? 'Install the packages again with: npm ci';
    return { name: 'backend', ok: false, detail: `${broken.name}: ${broken.detail}`, hint };
  }
  const taken = backends.find(({ auto }) => auto);
  return { name: 'backend', ok: true, detail: `auto takes ${taken?.name}: ${taken?.detail}` };
}

/** Who would describe the videos of a new store. */
async function describerCheck(context: PipelineContext, model: string | undefined): Promise<DoctorCheck> {
  const settings = model === undefined ? {} : { model };
  const { ids, why } = await chooseDescribers(
    { describerIds: [AUTO_DESCRIBER], settings },
    { context, store: undefined },
  );
  return { name: 'describers', ok: true, detail: `auto takes ${ids.join(', ')} for a new store: ${why}` };
}

async function extractorsOf({ weightsFolder }: PipelineContext): Promise<DoctorExtractor[]> {
  const found = await findLearnedExtractors(weightsFolder);
  return found.map((each) => {
    const { id, state, folder } = each;
    return { id, state, folder, ...(each.state === 'ready' ? {} : { problem: each.problem }) };
  });
}

async function folderCheck({ dataFolder }: PipelineContext): Promise<DoctorCheck> {
  try {
    const existing = await nearestExisting(dataFolder);
    await access(existing, constants.W_OK);
    const detail = existing === dataFolder ? `${dataFolder} is writable` : `${dataFolder} can be made`;
    return { name: 'data folder', ok: true, detail };
  } catch (error) {
    return {
      name: 'data folder',
      ok: false,
      detail: messageOf(error),
      hint: 'Choose a writable folder with --data, or mend its permissions.',
    };
  }
}

async function storeCheck(context: PipelineContext): Promise<DoctorCheck> {
  try {
    const detail = await withStore(context, async (store) => {
      const rows = await store.videos.count();
      return `${rows} videos, extractors ${extractorSetLabel(store.schema.extractors)}`;
    });
    return { name: 'store', ok: true, detail };
  } catch (error) {
    if (error instanceof VidtokenError && error.code === 'configuration') {
      return { name: 'store', ok: true, detail: 'none yet; `vidtoken embed <folder>` makes one' };
    }
    const hint = error instanceof VidtokenError ? error.hint : undefined;
    return { name: 'store', ok: false, detail: messageOf(error), ...(hint === undefined ? {} : { hint }) };
  }
}

async function diskCheck({ dataFolder }: PipelineContext): Promise<DoctorCheck> {
  const { bavail, bsize } = await statfs(await nearestExisting(dataFolder));
  const free = bavail * bsize;
  const ok = free >= MINIMUM_FREE_BYTES;
  return {
    name: 'disk',
    ok,
    detail: `${(free / GIBIBYTE).toFixed(1)} GiB free`,
    ...(ok ? {} : { hint: 'Free some space, or choose another disk with --data.' }),
  };
}

async function nearestExisting(folder: string): Promise<string> {
  const found = await access(folder).then(
    () => true,
    () => false,
  );
  return found ? folder : nearestExisting(dirname(join(folder)));
}
