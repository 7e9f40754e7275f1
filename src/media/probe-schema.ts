import { z } from 'zod';

/** ffprobe writes numbers as text and the unknown as `N/A`, `0/0` or nothing: all of these become undefined. */
const optionalNumber = z
  .union([z.number(), z.string()])
  .optional()
  .transform((value) => {
    const parsed = Number(value ?? Number.NaN);
    return Number.isFinite(parsed) ? parsed : undefined;
  });
const optionalRatio = z
  .string()
  .optional()
  .transform((value) => {
    const parts = /^(\d+)[:/](\d+)$/.exec(value ?? '');
    const ratio = Number(parts?.[1]) / Number(parts?.[2]);
    return Number.isFinite(ratio) && ratio > 0 ? ratio : undefined;
  });
const flag = z
  .number()
  .optional()
  .transform((value) => value === 1);

const streamSchema = z.object({
  index: z.number(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  codec_tag_string: z.string().optional(),
  width: optionalNumber,
  height: optionalNumber,
  sample_aspect_ratio: optionalRatio,
  avg_frame_rate: optionalRatio,
  r_frame_rate: optionalRatio,
  pix_fmt: z.string().optional(),
  start_time: optionalNumber,
  duration: optionalNumber,
  nb_frames: optionalNumber,
  sample_rate: optionalNumber,
  channels: optionalNumber,
  disposition: z.object({ default: flag, attached_pic: flag, timed_thumbnails: flag }).optional(),
  tags: z.object({ rotate: optionalNumber, language: z.string().optional() }).optional(),
  side_data_list: z
    .array(z.object({ side_data_type: z.string().optional(), rotation: optionalNumber }))
    .optional(),
});

/** What `PROBE_ENTRIES` prints with `-of json -show_error`. */
export const probeSchema = z.object({
  streams: z.array(streamSchema).optional(),
  format: z
    .object({
      format_name: z.string().optional(),
      start_time: optionalNumber,
      duration: optionalNumber,
      tags: z.object({ major_brand: z.string().optional() }).optional(),
    })
    .optional(),
});

export type ProbeOutput = z.infer<typeof probeSchema>;
export type ProbeStream = z.infer<typeof streamSchema>;

/** Only what the schema reads: no titles and comments of strangers. */
export const PROBE_ENTRIES = [
  'format=format_name,start_time,duration:format_tags=major_brand',
  'stream=index,codec_type,codec_name,codec_tag_string,width,height,sample_aspect_ratio,avg_frame_rate,' +
    'r_frame_rate,pix_fmt,start_time,duration,nb_frames,sample_rate,channels',
  'stream_disposition=default,attached_pic,timed_thumbnails:stream_tags=rotate,language:stream_side_data=side_data_type,rotation',
].join(':');
