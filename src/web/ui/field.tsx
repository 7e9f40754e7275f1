import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import './field.css';

interface FieldProps extends Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'class' | 'label'> {
  readonly label: string;
  readonly hint?: string;
  /** The label is spoken only. */
  readonly hideLabel?: boolean;
}

/** A labelled line of text. */
export function Field({ label, hint, hideLabel = false, ...rest }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label class={hideLabel ? 'hidden-text' : 'field-label'} for={id}>
        {label}
      </label>
      <input
        {...rest}
        id={id}
        class="input"
        {...(hint === undefined ? {} : { 'aria-describedby': `${id}h` })}
      />
      {hint !== undefined && (
        <span id={`${id}h`} class="field-hint">
          {hint}
        </span>
      )}
    </div>
  );
}
