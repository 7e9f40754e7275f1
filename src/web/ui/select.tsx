import { useId } from 'preact/hooks';
import { Icon } from './icon.jsx';
import './field.css';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

interface SelectProps<Value extends string> {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly value: Value;
  readonly choices: readonly Choice<Value>[];
  readonly onChange: (value: Value) => void;
  readonly disabled?: boolean;
}

/** A labelled choice of one. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, hideLabel = false, value, choices, onChange, disabled = false } = props;
  const id = useId();
  const change = (text: string) => {
    const choice = choices.find((candidate) => candidate.value === text);
    if (choice !== undefined) onChange(choice.value);
  };
  return (
    <div class="field">
      <label class={hideLabel ? 'hidden-text' : 'field-label'} for={id}>
        {label}
      </label>
      <span class="select">
        <select
          id={id}
          class="input"
          value={value}
          disabled={disabled}
          onChange={(event) => change(event.currentTarget.value)}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
        <Icon name="down" size={14} />
      </span>
    </div>
  );
}
