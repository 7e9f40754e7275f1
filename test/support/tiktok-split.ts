import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InteractionMatrix } from '../../src/core/recommend.js';
import { interactions } from './interactions.js';
import { SHARED_TIKTOK } from './shared-data.js';

export interface TiktokSplit {
  readonly train: InteractionMatrix;
  readonly valid: InteractionMatrix;
  readonly test: InteractionMatrix;
}

const USERS = 9_308;
const ITEMS = 6_710;

/** The three parts of the TikTok set, read without any store: its ids are row numbers. */
export async function tiktokSplit(): Promise<TiktokSplit> {
  const [train, valid, test] = await Promise.all([part('train'), part('valid'), part('test')]);
  return { train, valid, test };
}

async function part(name: string): Promise<InteractionMatrix> {
  const text = await readFile(join(SHARED_TIKTOK, `tiktok.${name}.inter`), 'utf8');
  const users = Array.from({ length: USERS }, (): number[] => []);
  for (const line of text.trimEnd().split('\n').slice(1)) {
    const [user, item] = line.split('\t').map(Number);
    users[user ?? -1]?.push(item ?? -1);
  }
  for (const items of users) items.sort((left, right) => left - right);
  return interactions(ITEMS, users);
}
