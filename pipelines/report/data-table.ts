import { type Html, html } from './html.js';

export interface DataTable {
  readonly caption: string;
  readonly columns: readonly { readonly name: string; readonly isNumber?: boolean }[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly (string | Html)[])[];
}

/** A table with a caption and scopes, which scrolls within itself on a narrow screen. */
export function dataTable({ caption, columns, rows }: DataTable): Html {
  const kind = (column: number): string => (columns[column]?.isNumber ? 'number' : 'text');
  const cell = (content: string | Html, column: number): Html =>
    column === 0 ? html`<th scope="row">${content}</th>` : html`<td class="${kind(column)}">${content}</td>`;
  return html`<div class="scroll"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ name }, column) => html`<th scope="col" class="${kind(column)}">${name}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (row) => html`<tr>${row.map(cell)}</tr>
`,
)}</tbody>
</table></div>`;
}
