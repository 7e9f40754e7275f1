import { useEffect, useState } from 'preact/hooks';
import { navigate } from '../router.js';
import { Dialog } from '../ui/dialog.jsx';
import { isTyping } from './is-typing.js';

const SHORTCUTS: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['/'], does: 'Search' },
  { keys: ['g', 'l'], does: 'Library' },
  { keys: ['g', 'm'], does: 'Map' },
  { keys: ['g', 'f'], does: 'Feed' },
  { keys: ['g', 'r'], does: 'Runs' },
  { keys: ['g', 'a'], does: 'Add' },
  { keys: ['←', '→', '↑', '↓'], does: 'Move between videos' },
  { keys: ['Home', 'End'], does: 'First and last video' },
  { keys: ['Page ↑', 'Page ↓'], does: 'A screen of videos up or down' },
  { keys: ['Enter'], does: 'Open the video' },
  { keys: ['?'], does: 'Show this list' },
];

const PLACES: Readonly<Record<string, string>> = { l: '/', m: '/map', f: '/feed', r: '/runs', a: '/add' };
const SEQUENCE_MS = 1000;

/** `?` lists the keys; `g` and a letter go to a view. */
export function Shortcuts() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    let isGoing = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const place = isGoing ? PLACES[event.key] : undefined;
      clearTimeout(timer);
      isGoing = event.key === 'g';
      if (isGoing) {
        timer = setTimeout(() => {
          isGoing = false;
        }, SEQUENCE_MS);
      }
      if (place !== undefined) navigate(place);
      else if (event.key === '?') setOpen(true);
    };
    document.addEventListener('keydown', press);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('keydown', press);
    };
  }, []);
  return (
    <Dialog title="Keyboard" isOpen={isOpen} onClose={() => setOpen(false)}>
      <dl class="shortcut-list">
        {SHORTCUTS.map(({ keys, does }) => (
          <>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </>
        ))}
      </dl>
    </Dialog>
  );
}
