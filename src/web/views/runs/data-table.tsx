import { useMemo, useState } from 'preact/hooks';
import { formatNumber } from '../../format.js';
import { Button } from '../../ui/button.jsx';
import { type PlainTable, toCsv } from './csv.js';
import { fileName } from './file-name.js';
import { saveFile } from './save-file.js';
import { bestValues, isReference, sortRows, type TableOrder } from './sort-table.js';

interface DataTableProps {
  readonly title: string;
  readonly table: PlainTable;
  readonly notes?: readonly string[];
  /** Without heading, marks and download. */
  readonly isPlain?: boolean;
}

const SORTED = { true: 'descending', false: 'ascending' } as const;

/** A table of results: a press on a heading sorts it, the best value of each column is marked. */
export function DataTable({ title, table, notes = [], isPlain = false }: DataTableProps) {
  const [order, setOrder] = useState<TableOrder | undefined>(undefined);
  const best = useMemo(() => (isPlain ? [] : bestValues(table)), [table, isPlain]);
  const rows = useMemo(() => sortRows(table.rows, order), [table, order]);
  const isNumeric = useMemo(
    () => table.columns.map((_, column) => table.rows.some((row) => typeof row[column] === 'number')),
    [table],
  );
  // First the good end of numbers, then the other one, then the order of the run.
  const sortBy = (column: number) => {
    const first = isNumeric[column] === true;
    if (order?.column !== column) setOrder({ column, isDescending: first });
    else if (order.isDescending === first) setOrder({ column, isDescending: !first });
    else setOrder(undefined);
  };
  return (
    <div class="data-table">
      {!isPlain && (
        <div class="data-table-head">
          <h3>{title}</h3>
          <Button
            size="small"
            kind="quiet"
            icon="download"
            aria-label={`Download ${title} as CSV`}
            onClick={() =>
              saveFile(fileName(title, 'csv'), { type: 'text/csv', text: toCsv({ ...table, rows }) })
            }
          >
            CSV
          </Button>
        </div>
      )}
      {/* What is wider than the screen is scrolled here, and has to be reached with keys. */}
      <section class="data-table-scroll" aria-label={title} {...SCROLLED}>
        <table>
          <caption class="hidden-text">{title}</caption>
          <thead>
            <tr>
              {table.columns.map((column, place) => (
                <th
                  key={`${place} ${column}`}
                  scope="col"
                  data-is-number={isNumeric[place]}
                  aria-sort={order?.column === place ? SORTED[`${order.isDescending}`] : 'none'}
                >
                  <button type="button" onClick={() => sortBy(place)}>
                    {column}
                    <span class="data-table-arrow" aria-hidden="true">
                      {order?.column === place ? (order.isDescending ? '↓' : '↑') : ''}
                    </span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, place) => (
              <tr key={`${place} ${row[0]}`} data-is-reference={!isPlain && isReference(row)}>
                {row.map((value, column) => (
                  <Cell
                    key={`${column} ${table.columns[column]}`}
                    value={value}
                    isFirst={column === 0}
                    isNumber={isNumeric[column] === true}
                    isBest={value !== null && value === best[column] && !isReference(row)}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {notes.map((note) => (
        <p key={note} class="data-table-note">
          {note}
        </p>
      ))}
    </div>
  );
}

const SCROLLED = { tabIndex: 0 } as const;

interface CellProps {
  readonly value: string | number | null;
  readonly isFirst: boolean;
  /** Its column holds numbers. */
  readonly isNumber: boolean;
  readonly isBest: boolean;
}

function Cell({ value, isFirst, isNumber, isBest }: CellProps) {
  const text = value === null ? '–' : typeof value === 'number' ? formatNumber(value) : value;
  if (isFirst) {
    return (
      <th scope="row" data-is-number={isNumber}>
        {text}
      </th>
    );
  }
  return (
    <td data-is-number={isNumber}>
      {isBest ? (
        <strong class="data-table-best">
          {text}
          <span class="hidden-text"> (best)</span>
        </strong>
      ) : (
        text
      )}
    </td>
  );
}
