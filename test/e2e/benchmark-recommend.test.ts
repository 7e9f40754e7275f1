import { watch } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchmarkRecommendReport } from '../../src/core/reports/benchmark-recommend-report.js';
import { runCli, startCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const USERS = 12;

/** Three files as RecBole has them: two items in train, one in valid or test, for twelve users and eight items. */
async function toyDataset(): Promise<string> {
  const folder = join(await temporaryFolder(), 'toy');
  await mkdir(folder);
  const users = [...new Array(USERS).keys()];
  const parts = {
    train: users.flatMap((user) => [`u${user}\ti${user % 8}`, `u${user}\ti${(user + 3) % 8}`]),
    valid: users.filter((user) => user % 3 === 0).map((user) => `u${user}\ti${(user + 1) % 8}`),
    test: users.filter((user) => user % 3 !== 0).map((user) => `u${user}\ti${(user + 1) % 8}`),
  };
  for (const [part, lines] of Object.entries(parts)) {
    const text = ['user_id:token\titem_id:token', ...lines, ''].join('\n');
    await writeFile(join(folder, `toy.${part}.inter`), text);
  }
  return folder;
}

const benchmark = (dataset: string, data: string) => [
  ...['benchmark', 'recommend', '--dataset', dataset, '--data', data, '--json', '--quiet'],
  ...['--models', 'random,popularity', '--seeds', '2', '--jobs', '1', '--cutoffs', '2'],
];

describe('vidtoken benchmark recommend', () => {
  it('goes on after a kill: what was stored is taken over, the rest is done, and the lists are written', async () => {
    const dataset = await toyDataset();
    const data = join(await temporaryFolder(), 'data');
    await mkdir(data);
    const { child, result } = startCli(benchmark(dataset, data));
    const watcher = watch(data, { recursive: true }, (_event, name) => {
      if (/random-1-[0-9a-f]+\.json$/.test(String(name))) child.kill('SIGKILL');
    });
    const killed = await result;
    watcher.close();
    expect(killed.exitCode, killed.stderr).toBeNull();

    const lists = join(data, 'lists');
    const { exitCode, stdout, stderr } = await runCli([
      ...benchmark(dataset, data),
      '--write-rankings',
      lists,
    ]);
    expect(exitCode, stderr).toBe(0);
    const report = benchmarkRecommendReport.parse(JSON.parse(stdout));
    expect(report.plan[0]).toEqual({ label: 'random', seed: 1, state: 'stored' });
    expect(report.plan.filter(({ state }) => state === 'to do').length).toBeGreaterThan(0);
    expect(report.rows.map(({ label, seeds }) => [label, seeds])).toEqual([
      ['random', [1, 2]],
      ['popularity', [1, 2]],
    ]);
    expect(report.dataset).toMatchObject({ name: 'toy', users: USERS, items: 8, evaluatedUsers: 8 });
    expect(report.rows[1]?.peakMemoryBytes).toBeGreaterThan(1e7);
    const written = await readFile(join(lists, 'random.2.tsv'), 'utf8');
    expect(written.split('\n')[1]).toMatch(/^u\d+\t1\ti\d\t0\.\d+$/);
  });

  it('says what is wrong with a protocol, a job without input and a data set that is not there', async () => {
    const data = await temporaryFolder();
    const wrong = await runCli(['benchmark', 'recommend', '--protocol', 'x', '--data', data]);
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain('There is no protocol "x".');
    const job = await runCli(['benchmark', 'recommend-job', '--data', data]);
    expect(job.exitCode).toBe(2);
    expect(job.stderr).toContain('No job was given on standard input.');
    const absent = await runCli(['benchmark', 'recommend', '--dataset', join(data, 'none'), '--data', data]);
    expect(absent.exitCode).toBe(2);
    expect(absent.stderr).toContain('none');
    const help = await runCli(['benchmark', '--help']);
    expect(help.stdout).toContain('recommend ');
    expect(help.stdout).not.toContain('recommend-job');
  });
});
