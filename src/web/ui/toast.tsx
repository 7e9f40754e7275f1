import { Button } from './button.jsx';
import { Icon } from './icon.jsx';
import { dismissToast, toasts } from './toasts.js';
import './toast.css';

/** The live region of the page. It stands once, in the layout. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, kind }) => (
        <div key={id} class={`toast toast-${kind}`}>
          <Icon name={kind === 'good' ? 'check' : 'alert'} />
          <span>{text}</span>
          <Button
            kind="quiet"
            size="small"
            icon="close"
            aria-label="Dismiss"
            onClick={() => dismissToast(id)}
          />
        </div>
      ))}
    </div>
  );
}
