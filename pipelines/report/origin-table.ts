import { LICENCE_NOT_STATED } from '../../models/video-token/model-card.js';
import type { ModelFacts } from '../../models/video-token/read-model-facts.js';
import type { SavedReport } from '../../models/video-token/read-saved-report.js';
import { dataTable } from './data-table.js';
import { type Html, html } from './html.js';

/** What the model was made from, with what, and when. */
export function originTable({ space, extractors }: ModelFacts, report: SavedReport): Html {
  const { provenance, seconds, stepsPerSecond, parameters, vocabularySize } = report;
  const rows: readonly (readonly [string, string | Html | undefined])[] = [
    ['trained', provenance?.createdAt],
    ['code version', provenance && `vidtoken ${provenance.codeVersion}`],
    ['backend', report.backend],
    [
      'time',
      seconds === undefined
        ? undefined
        : `${seconds.toFixed(1)} s${stepsPerSecond === undefined ? '' : `, ${stepsPerSecond.toFixed(2)} steps/s`}`,
    ],
    ['parameters', parameters?.toLocaleString('en')],
    ['vocabulary', vocabularySize?.toString()],
    ['data SHA-256', report.dataHash && html`<code>${report.dataHash}</code>`],
    ['model SHA-256', html`<code>${space.modelHash}</code>`],
    ['licence of the inputs', provenance?.inputLicence ?? LICENCE_NOT_STATED],
    ['videos without a description, left out', report.withoutDescription?.toString()],
    ['descriptions cut', report.descriptionsCut?.toString()],
    ...extractors.map(({ id, version, modality, width, weightsHash }): readonly [string, Html] => [
      `extractor ${id}`,
      html`version ${version}, ${modality}, ${width} numbers per token${weightsHash === undefined ? '' : html`, weights <code>${weightsHash}</code>`}`,
    ]),
  ];
  return dataTable({
    caption: 'The description is only a target of the training, never an input of the token.',
    columns: [{ name: 'fact' }, { name: 'value' }],
    rows: rows.map(([name, value]) => [name, value ?? '–']),
  });
}
