import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.jsx';
import './states.css';

interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ComponentChildren;
  readonly actions?: ComponentChildren;
  /** It stands instead of a view, so its title is that of the page. */
  readonly isWholeView?: boolean;
}

/** Nothing is here, and what can be done about it. */
export function Empty({ icon, title, children, actions, isWholeView = false }: EmptyProps) {
  return (
    <div class="state">
      <span class="state-mark">
        <Icon name={icon} size={24} />
      </span>
      {isWholeView ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children}
      {actions !== undefined && <div class="state-actions">{actions}</div>}
    </div>
  );
}
