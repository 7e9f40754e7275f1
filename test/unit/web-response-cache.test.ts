import { describe, expect, it } from 'vitest';
import { createResponseCache } from '../../src/web/hooks/response-cache.js';

describe('remembered answers', () => {
  it('are dropped in the order of their last use', () => {
    const cache = createResponseCache(2);
    cache.set('a', 1);
    cache.set('b', 2);
    cache.get('a');
    cache.set('c', 3);
    expect(['a', 'b', 'c'].map(cache.get)).toEqual([1, undefined, 3]);
  });

  it('are forgotten by the beginning of their key', () => {
    const cache = createResponseCache(9);
    cache.set('video 1', 1);
    cache.set('video 2', 2);
    cache.set('facets', 3);
    cache.forget('video ');
    expect(['video 1', 'video 2', 'facets'].map(cache.get)).toEqual([undefined, undefined, 3]);
    cache.forget('');
    expect(cache.get('facets')).toBeUndefined();
  });
});
