import { describeError } from '../describe-error.js';
import { Button } from './button.jsx';
import { Icon } from './icon.jsx';
import './states.css';

interface FailureProps {
  readonly error: unknown;
  /** What did not work, such as `The map could not be loaded`. */
  readonly title: string;
  readonly onRetry?: () => void;
  /** One line inside of a view instead of a whole view. */
  readonly isInline?: boolean;
  /** It stands instead of a view, so its title is that of the page. */
  readonly isWholeView?: boolean;
}

/** Something failed: what, why, its stable code, and what to do next. */
export function Failure({ error, title, onRetry, isInline = false, isWholeView = false }: FailureProps) {
  const { detail, hint, code } = describeError(error);
  const retry = onRetry !== undefined && (
    <Button size={isInline ? 'small' : 'normal'} icon="refresh" onClick={onRetry}>
      Try again
    </Button>
  );
  if (isInline) {
    return (
      <div class="state-inline" role="alert">
        <Icon name="alert" />
        <div>
          <strong>{title}.</strong> {detail} {hint} {code !== undefined && <code>{code}</code>}
        </div>
        {retry}
      </div>
    );
  }
  return (
    <div class="state state-failure" role="alert">
      <span class="state-mark">
        <Icon name="alert" size={24} />
      </span>
      {isWholeView ? <h1>{title}</h1> : <h2>{title}</h2>}
      <p>{detail}</p>
      {hint !== undefined && <p>{hint}</p>}
      {code !== undefined && <p class="state-code">{code}</p>}
      {retry !== false && <div class="state-actions">{retry}</div>}
    </div>
  );
}
