import { resolve } from 'node:path';
import { Command } from 'commander';
import type { DemoClipsReport } from '../../core/reports/demo-clips-report.js';
import { runCommand } from '../run-command.js';

/** `vidtoken demo-clips <folder>` */
export function demoCommand(): Command {
  const command = new Command('demo-clips')
    .summary('make a folder of small labelled demo clips with ffmpeg')
    .description('Makes short clips of visibly and audibly different kinds and a manifest with their labels.')
    .argument('<folder>', 'where to write; clips that are there are kept')
    .addHelpText('after', '\nExample:\n  $ vidtoken demo-clips demo && vidtoken embed demo/manifest.jsonl');
  return command.action(async (folder: string) => {
    await runCommand<DemoClipsReport>(command, async ({ pipeline }) => {
      const { makeDemoClips } = await import('../../media/demo-clips.js');
      const { signal, progress, tools } = pipeline;
      const report = await makeDemoClips({ folder: resolve(folder), signal, progress, tools });
      return { report, text: `${report.clips} demo clips in ${report.folder} (${report.made} made now)` };
    });
  });
}
