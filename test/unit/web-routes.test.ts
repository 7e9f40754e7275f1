import { describe, expect, it } from 'vitest';
import { addressOf, parseRoute, type Route, videoAddress } from '../../src/web/routes.js';

const NO_QUERY = new URLSearchParams();

describe('places of the page', () => {
  it.each<[string, Route]>([
    ['/', { view: 'library', query: NO_QUERY }],
    ['/map', { view: 'map', query: NO_QUERY }],
    ['/feed', { view: 'feed', query: NO_QUERY }],
    ['/runs', { view: 'runs', query: NO_QUERY }],
    ['/runs/run%201', { view: 'runs', id: 'run 1', query: NO_QUERY }],
    ['/add', { view: 'add' }],
    ['/videos/a%2Fb%3Fc%23d', { view: 'video', id: 'a/b?c#d' }],
    ['/nowhere', { view: 'nowhere', path: '/nowhere' }],
    ['/videos', { view: 'nowhere', path: '/videos' }],
    ['/videos/a/b', { view: 'nowhere', path: '/videos/a/b' }],
  ])('%s is read and written the same way', (path, route) => {
    expect(parseRoute(path)).toEqual(route);
    expect(addressOf(route)).toBe(path);
  });

  it('keep their query', () => {
    const route = parseRoute('/', '?q=cat&tag=a+b');
    expect(route).toMatchObject({ view: 'library' });
    expect(addressOf(route)).toBe('/?q=cat&tag=a+b');
  });

  it('take a broken percent sign as it is', () => {
    expect(parseRoute('/videos/100%')).toEqual({ view: 'video', id: '100%' });
    expect(parseRoute(videoAddress('100%'))).toEqual({ view: 'video', id: '100%' });
  });
});
