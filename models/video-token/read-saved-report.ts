import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { parseJson } from '../../src/core/parse-json.js';
import { type EpochRow, epochSchema, videoTokenReportSchema } from './report.js';

const savedReportSchema = videoTokenReportSchema.omit({ history: true }).partial();

export type SavedEpoch = Pick<EpochRow, 'epoch'> & Partial<EpochRow>;

/** A report of whatever version of vidtoken: what that version did not measure yet is absent. */
export interface SavedReport extends z.infer<typeof savedReportSchema> {
  readonly history: readonly SavedEpoch[];
}

/**
 * `report.json` of a model folder, field by field: one that is missing, or not what it is today, is left out. A model
 * works without its report, so a missing or damaged file gives an empty one.
 */
export async function readSavedReport(folder: string): Promise<SavedReport> {
  const raw = await readObject(join(folder, 'report.json'));
  const rows = Array.isArray(raw.history) ? raw.history.filter(isObject) : [];
  return {
    ...savedReportSchema.parse(knownFields(savedReportSchema.shape, raw)),
    history: rows.map((row) => knownFields(epochSchema.shape, row)).filter(hasEpoch),
  };
}

interface Checker {
  safeParse(value: unknown): { readonly success: boolean; readonly data?: unknown };
}

/** The fields that are what the schema wants. */
function knownFields(
  shape: Readonly<Record<string, Checker>>,
  raw: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(shape).flatMap(([name, field]) => {
      if (raw[name] === undefined) return [];
      const parsed = field.safeParse(raw[name]);
      return parsed.success ? [[name, parsed.data]] : [];
    }),
  );
}

function hasEpoch(row: Readonly<Record<string, unknown>>): row is SavedEpoch {
  return typeof row.epoch === 'number';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

async function readObject(path: string): Promise<Record<string, unknown>> {
  const text = await readFile(path, 'utf8').catch(() => '{}');
  const value = parseJson(text);
  return isObject(value) ? value : {};
}
