import type { VideoLibrary } from './video-library.js';

/** What the library knows of one version of the store. */
export type LibraryView = Omit<VideoLibrary, 'refresh' | 'read' | 'close'>;
