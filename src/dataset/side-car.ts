import path from 'node:path';

/**
 * File extensions that never hold a video and are usual beside videos: text, subtitles, code, tables, model
 * weights, editor and download leftovers. Pictures, sound, archives and unknown names are NOT among them: they
 * are looked at, so that every file that could have been meant as a video is embedded or listed.
 */
const SIDE_CAR_EXTENSIONS = new Set(
  [
    'txt md rst log json jsonl ndjson json5 csv tsv xml yaml yml toml ini cfg conf html htm css pdf doc docx',
    'srt vtt ass ssa sub sbv lrc nfo url m3u m3u8 pls xmp thm',
    'js mjs cjs map py ipynb sh bat ps1 sql db sqlite parquet arrow npy npz h5 inter item user',
    'onnx safetensors pt pth ckpt',
    'part crdownload lock md5 sha1 sha256 torrent',
  ].flatMap((line) => line.split(' ')),
);

/** True for a file that a folder scan passes over and reports as an `ignored-file` note. */
export function isSideCar(fileName: string): boolean {
  return SIDE_CAR_EXTENSIONS.has(extensionOf(fileName));
}

/** Lower-case extension without the dot; empty for none. */
export function extensionOf(fileName: string): string {
  return path.extname(fileName).slice(1).toLowerCase();
}
