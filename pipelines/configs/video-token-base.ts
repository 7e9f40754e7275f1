import { type VideoTokenConfig, videoTokenDefaults } from '../../models/video-token/config.js';

export const videoTokenBase: VideoTokenConfig = { ...videoTokenDefaults };
