import { formatBytes } from '../../format.js';
import { Button } from '../../ui/button.jsx';
import { Field } from '../../ui/field.jsx';

export interface ChosenFile {
  readonly key: number;
  readonly file: File;
  readonly title: string;
}

interface ChosenFilesProps {
  readonly files: readonly ChosenFile[];
  readonly limitBytes: number;
  readonly onChange: (files: readonly ChosenFile[]) => void;
}

/** Files before they are sent: each may get a title or be taken off the list. */
export function ChosenFiles({ files, limitBytes, onChange }: ChosenFilesProps) {
  return (
    <ul class="chosen">
      {files.map(({ key, file, title }) => (
        <li key={key} class="chosen-file">
          <span class="chosen-name" title={file.name}>
            {file.name}
            <span class="number">
              {formatBytes(file.size)}
              {file.size > limitBytes && <strong class="bad"> · more than {formatBytes(limitBytes)}</strong>}
            </span>
          </span>
          <Field
            label={`Title of ${file.name}`}
            hideLabel
            placeholder="Title (optional)"
            maxLength={500}
            value={title}
            onInput={(event) => {
              const text = event.currentTarget.value;
              onChange(files.map((other) => (other.key === key ? { ...other, title: text } : other)));
            }}
          />
          <Button
            kind="quiet"
            icon="close"
            aria-label={`Do not add ${file.name}`}
            onClick={() => onChange(files.filter((other) => other.key !== key))}
          />
        </li>
      ))}
    </ul>
  );
}
