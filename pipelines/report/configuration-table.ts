import { videoTokenDefaults } from '../../models/video-token/config.js';
import { dataTable } from './data-table.js';
import { type Html, html } from './html.js';

/**
 * Every knob with its value, and what it is and why where the configuration file says so.
 * @param config as it was saved
 */
export function configurationTable(
  config: Readonly<Record<string, unknown>>,
  notes: ReadonlyMap<string, string>,
): Html {
  const defaults: Readonly<Record<string, unknown>> = videoTokenDefaults;
  return dataTable({
    caption: 'Bold values are not the default.',
    columns: [
      { name: 'knob' },
      { name: 'value', isNumber: true },
      { name: 'what it is, in which unit, and why' },
    ],
    rows: Object.entries(config).map(([name, value]) => {
      const text = JSON.stringify(value);
      const isDefault = text === JSON.stringify(defaults[name]);
      return [
        html`<code>${name}</code>`,
        isDefault ? text : html`<span class="changed">${text}</span>`,
        withCode(notes.get(name) ?? ''),
      ];
    }),
  });
}

/** Names between back quotes as code. */
function withCode(note: string): Html {
  const parts = note.split('`');
  return html`${parts.map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}
