import type { Measurements } from '../../core/description.js';
import { MODALITIES } from '../../core/features.js';
import type { VideoRecord } from '../../core/record.js';
import type { VideoDetail } from '../contract/video.js';

/** Everything that is known of a video, without its vectors. */
export function videoDetail(record: VideoRecord): VideoDetail {
  const { info, description } = record;
  return {
    id: record.id,
    uri: record.uri,
    title: record.title ?? null,
    description: description?.text ?? null,
    describer: description?.describerId ?? null,
    describerModel: description?.model ?? null,
    transcript: record.transcript?.text ?? null,
    onScreenText: record.onScreenText ?? null,
    tags: [...record.tags],
    labels: { ...record.labels },
    durationSeconds: info?.durationSeconds ?? null,
    width: info?.video.width ?? null,
    height: info?.video.height ?? null,
    frameRate: info?.video.framesPerSecond ?? null,
    container: info?.container ?? null,
    videoCodec: info?.video.codec ?? null,
    audioCodec: info?.audio?.codec ?? null,
    hasSound: info?.audio !== undefined,
    hasMedia: info !== undefined,
    hasToken: record.token !== undefined,
    spaceId: record.spaceId ?? null,
    clusterId: record.contentClusterId ?? null,
    tokenClusterId: record.tokenClusterId ?? null,
    contentHash: record.contentHash,
    sizeBytes: record.sizeBytes,
    measurements: record.measurements === undefined ? {} : namedMeasurements(record.measurements),
    metadata: { ...record.metadata },
    modalities: MODALITIES.filter((modality) => record.pooled[modality] !== undefined),
    createdAt: new Date(record.createdAtMs).toISOString(),
    updatedAt: new Date(record.updatedAtMs).toISOString(),
  };
}

/** One level of names with their units; what was not measured is left out. */
function namedMeasurements(measurements: Measurements): VideoDetail['measurements'] {
  const { motion, audio } = measurements;
  return {
    brightness: measurements.brightness,
    contrast: measurements.contrast,
    saturation: measurements.saturation,
    dominantColours: measurements.dominantColours.map(
      ({ name, share }) => `${name} ${Math.round(share * 100)} %`,
    ),
    ...(motion === undefined ? {} : { motion }),
    visibleCuts: measurements.visibleCuts,
    sampledFrames: measurements.frameCount,
    ...(audio === undefined
      ? {}
      : {
          sound: audio.kind,
          loudnessDbfs: audio.loudnessDbfs,
          silentShare: audio.silentShare,
          onsetsPerSecond: audio.onsetsPerSecond,
        }),
  };
}
