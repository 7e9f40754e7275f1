import { resolve } from 'node:path';

/**
 * Demuxers of real media files. Playlists, scripts and virtual devices (hls, concat, dash, sdp, lavfi, image2,
 * the *_pipe picture readers …) are left out on purpose: they would open other files or addresses.
 * The sound formats are here so that a song is told apart from a broken file.
 */
const VIDEO_DEMUXERS =
  'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,live_flv,mpeg,mpegts,mpegvideo,m4v,h261,h263,h264,hevc,av1,' +
  'obu,ivf,asf,asf_o,ogg,mxf,gif,apng,rm,nut,wtv,dv,gxf,ivr,yuv4mpegpipe,mjpeg,vc1,dirac,cavsvideo,swf,nsv,nuv,ty,' +
  'bink,smk,fli,flic,roq,4xm,amv,mvi';
const AUDIO_DEMUXERS =
  'mp3,aac,loas,flac,wav,w64,rf64,ac3,eac3,aiff,amr,amrnb,amrwb,dts,dtshd,truehd,ape,wv,tta,caf,au,mpc,mpc8,tak,' +
  'gsm,voc,dsf,spdif';

/** What keeps a hostile file inside its own bytes and a bounded picture size; goes before every input. */
export function inputSafetyArguments(limits: { readonly maxPixels: number }): string[] {
  return [
    '-protocol_whitelist',
    'file,pipe',
    '-format_whitelist',
    `${VIDEO_DEMUXERS},${AUDIO_DEMUXERS}`,
    '-max_pixels',
    String(limits.maxPixels),
  ];
}

/** With the scheme written out and the path absolute, dashes, colons, quotes and newlines in a name are harmless. */
export function fileArgument(path: string): string {
  return `file:${resolve(path)}`;
}
