import { describe, expect, it } from 'vitest';
import type { LongViewPredictor } from '../../models/candidate-dreamumm/long-view-predictor.js';
import type { LongViewThresholds } from '../../models/dreamumm/long-view-thresholds.js';
import { TokenGallery } from '../../models/dreamumm/token-gallery.js';
import type { Watch } from '../../models/dreamumm/watch.js';
import { processUserRequest, type UserRequest } from '../../pipelines/process-user-request.js';
import { useCandidatePolicy } from '../../pipelines/user-request/use-candidate.js';
import { spaceId, videoId } from '../../src/core/ids.js';

const NOW = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
const space = spaceId('space-a');
const thresholds: LongViewThresholds = {
  kind: 'default',
  durationShare: 0.5,
  ceilingSeconds: 18,
  unknownDurationSeconds: 6,
};
const preference = { thresholds, alphaPerSecond: 0.5, maximumWatchRatio: 1 };

/** Videos on the axes and between them; `east` and `north` are watched. */
const VIDEOS = {
  east: [1, 0],
  north: [0, 1],
  'north-east': [Math.SQRT1_2, Math.SQRT1_2],
  'east-north-east': [0.9238795, 0.3826834],
  west: [-1, 0],
} as const;
const names = Object.keys(VIDEOS) as (keyof typeof VIDEOS)[];
const itemIds = names.map(videoId);
const tokenList = names.map((name) => Float32Array.from(VIDEOS[name]));
const tokens = new Map(itemIds.map((id, row) => [id, tokenList[row] as Float32Array]));
const gallery = new TokenGallery({ dimension: 2, tokens: tokenList });

function watched(name: string, watchSeconds: number, hoursAgo = 1): Watch {
  return { itemId: videoId(name), watchSeconds, atMs: NOW - hoursAgo * HOUR_MS };
}

function request(changes: Partial<UserRequest> = {}): UserRequest {
  return {
    nowMs: NOW,
    watches: [watched('east', 8), watched('north', 6)],
    tokens,
    spaceId: space,
    candidates: { itemIds, gallery },
    limit: 10,
    preference,
    policy: useCandidatePolicy.parse({ minimumWatches: 2 }),
    maskWatched: true,
    tieSeed: 1,
    ...changes,
  };
}

/** Says that videos to the west are watched for long. */
const westward: LongViewPredictor = {
  spaceId: space,
  predict: ({ candidates }) =>
    Float32Array.from(candidates, (token) => ((token[0] as number) < 0 ? 0.9 : 0.1)),
};

describe('Algorithm 1', () => {
  it('ranks unseen videos by their similarity to the closed form of the history', () => {
    const { branch, decision, items, userVector } = processUserRequest(request());
    expect(branch).toBe('dreamumm');
    expect(decision.code).toBe('recent-history');
    expect(items.map(({ itemId }) => itemId)).toEqual(['north-east', 'east-north-east', 'west']);
    // μ = (0.8254, 0.5645), at 34.4°; the first at 45°, the second at 22.5°
    expect(items[0]?.similarity).toBeCloseTo((0.8254114 + 0.5645317) * Math.SQRT1_2, 5);
    expect(items[0]?.score).toBe(items[0]?.similarity);
    expect(userVector?.[0]).toBeCloseTo(0.8254114, 6);
  });

  it('names the watched videos that contributed most, with the terms of equation 3', () => {
    const second = processUserRequest(request()).items[1];
    expect(second?.because).toEqual([
      { itemId: 'east', term: expect.closeTo(0.7310586 * 0.9238795, 5) },
      { itemId: 'north', term: expect.closeTo(0.5 * 0.3826834, 5) },
    ]);
    const west = processUserRequest(request()).items.at(-1);
    expect(west?.because).toEqual([]);
  });

  it('recommends watched videos again only when it is told to', () => {
    const { items } = processUserRequest(request({ maskWatched: false }));
    expect(items).toHaveLength(5);
    expect(items.map(({ itemId }) => itemId)).toContain('east');
  });

  it('chooses among the given rows and returns at most the limit', () => {
    const rows = [names.indexOf('west'), names.indexOf('north-east')];
    const { items } = processUserRequest(request({ candidates: { itemIds, gallery, rows }, limit: 1 }));
    expect(items.map(({ itemId }) => itemId)).toEqual(['north-east']);
  });

  it('builds the user from the candidates when there are few watches', () => {
    const policy = useCandidatePolicy.parse({ minimumWatches: 3 });
    const { branch, decision, items, userVector } = processUserRequest(
      request({ policy, predictor: westward }),
    );
    expect(branch).toBe('candidate-dreamumm');
    expect(decision).toEqual({
      useCandidate: true,
      code: 'few-watches',
      reason: '2 watched videos, fewer than 3',
    });
    // Σ a x over the unseen videos: 0.9 (−1, 0) + 0.1 (0.7071, 0.7071) + 0.1 (0.9239, 0.3827) = (−0.7369, 0.1090)
    expect(userVector?.[0]).toBeCloseTo(-0.98924, 4);
    expect(items[0]).toMatchObject({ itemId: 'west', predictedLongView: expect.closeTo(0.9, 6) });
  });

  it('builds the user from the candidates when the last watch is long ago', () => {
    const policy = useCandidatePolicy.parse({ minimumWatches: 1, maximumGapSeconds: 7200 });
    const watches = [watched('east', 8, 30), watched('north', 8, 3)];
    const { branch, decision } = processUserRequest(request({ policy, watches, predictor: westward }));
    expect(branch).toBe('candidate-dreamumm');
    expect(decision.reason).toBe('the last watch is 3.0 hours ago, longer than 2.0');
  });

  it('does not judge the age of a history without times', () => {
    const policy = useCandidatePolicy.parse({ minimumWatches: 1, maximumGapSeconds: 1 });
    const watches = [{ itemId: videoId('east'), watchSeconds: 8 }];
    expect(processUserRequest(request({ policy, watches, predictor: westward })).branch).toBe('dreamumm');
  });

  it('can be told to take one branch always', () => {
    const always = useCandidatePolicy.parse({ mode: 'always' });
    const never = useCandidatePolicy.parse({ mode: 'never', minimumWatches: 100 });
    expect(processUserRequest(request({ policy: always, predictor: westward })).branch).toBe(
      'candidate-dreamumm',
    );
    expect(processUserRequest(request({ policy: never, predictor: westward })).branch).toBe('dreamumm');
  });

  it('says so when it should look at the candidates and nothing was trained for it', () => {
    const policy = useCandidatePolicy.parse({ mode: 'always' });
    const { branch, notes } = processUserRequest(request({ policy }));
    expect(branch).toBe('dreamumm');
    expect(notes).toEqual(['there is no trained Candidate-DreamUMM, so the history decides']);
  });

  it('looks at the candidates when the history cancels itself', () => {
    const watches = [watched('east', 6), watched('west', 6)];
    const { branch, notes } = processUserRequest(
      request({ watches, predictor: westward, maskWatched: false }),
    );
    expect(branch).toBe('candidate-dreamumm');
    expect(notes).toEqual(['the history gives no user vector (cancelled)']);
  });

  it('leaves the order to the other scores for a user without any vector', () => {
    const values = [1, 5, 2, 4, 3];
    const blend = {
      similarityWeight: 1,
      scores: [{ name: 'popularity', weight: 1, values }],
      normalisation: 'rank' as const,
    };
    const { branch, items, userVector } = processUserRequest(request({ watches: [], blend }));
    expect(branch).toBe('other-scores');
    expect(userVector).toBeUndefined();
    expect(items.map(({ itemId }) => itemId)).toEqual([
      'north',
      'east-north-east',
      'west',
      'north-east',
      'east',
    ]);
    expect(items[0]).toMatchObject({ score: 1, parts: { popularity: 1 }, because: [] });
  });

  it('adds rank-normalised scores, and says what each added', () => {
    // Unseen: north-east, east-north-east, west. Similarity ranks them 1, ½, 0; popularity 1, 0, ½.
    const blend = {
      similarityWeight: 1,
      scores: [{ name: 'popularity', weight: 3, values: [9, 9, 30, 10, 20] }],
      normalisation: 'rank' as const,
    };
    const { items } = processUserRequest(request({ blend }));
    expect(items.map(({ itemId, score, parts }) => ({ itemId, score, parts }))).toEqual([
      { itemId: 'north-east', score: 4, parts: { similarity: 1, popularity: 3 } },
      { itemId: 'west', score: 1.5, parts: { similarity: 0, popularity: 1.5 } },
      { itemId: 'east-north-east', score: 0.5, parts: { similarity: 0.5, popularity: 0 } },
    ]);
  });

  it('adds z-normalised scores', () => {
    // 2, 4, 6 have mean 4 and deviation √(8/3).
    const blend = {
      similarityWeight: 0,
      scores: [{ name: 'freshness', weight: 1, values: [0, 0, 2, 4, 6] }],
      normalisation: 'z' as const,
    };
    const { items } = processUserRequest(request({ blend }));
    expect(items.map(({ score }) => score)).toEqual([
      expect.closeTo(2 / Math.sqrt(8 / 3), 9),
      expect.closeTo(0, 9),
      expect.closeTo(-2 / Math.sqrt(8 / 3), 9),
    ]);
  });

  it('refuses scores that do not fit the candidates', () => {
    const withValues = (values: number[]) =>
      request({
        blend: { similarityWeight: 1, scores: [{ name: 'odd', weight: 1, values }], normalisation: 'z' },
      });
    expect(() => processUserRequest(withValues([1, 2]))).toThrow(/"odd" has 2 values for 5/);
    expect(() => processUserRequest(withValues([1, 2, Number.NaN, 4, 5]))).toThrow(/candidate 2 is NaN/);
  });

  it('refuses a predictor of another space, naming both', () => {
    const foreign = { ...westward, spaceId: spaceId('space-b') };
    expect(() => processUserRequest(request({ predictor: foreign }))).toThrow(
      expect.objectContaining({ code: 'space-mismatch', message: expect.stringMatching(/space-b.*space-a/) }),
    );
  });

  it('counts watches of unknown videos out, and never recommends a video without a token', () => {
    const odd = [...tokenList.slice(0, 3), new Float32Array([0, 0]), new Float32Array([Number.NaN, 0])];
    const withOdd = { itemIds, gallery: new TokenGallery({ dimension: 2, tokens: odd }) };
    const watches = [watched('gone', 8), watched('east', 8), watched('north', 8)];
    const { items, notes } = processUserRequest(request({ watches, candidates: withOdd }));
    expect(notes).toEqual(['1 watches of videos without a usable token do not count']);
    expect(items.map(({ itemId }) => itemId)).toEqual(['north-east']);
  });

  it('gives the same answer when the candidates come in another order', () => {
    const order = [4, 2, 0, 3, 1];
    const shuffled = {
      itemIds: order.map((row) => itemIds[row] as (typeof itemIds)[number]),
      gallery: new TokenGallery({ dimension: 2, tokens: order.map((row) => tokenList[row] as Float32Array) }),
    };
    const idsOf = (candidates: UserRequest['candidates']) =>
      processUserRequest(request({ candidates, maskWatched: false })).items.map(({ itemId }) => itemId);
    expect(idsOf(shuffled)).toEqual(idsOf({ itemIds, gallery }));
  });
});
