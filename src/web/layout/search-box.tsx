import { useEffect, useRef, useState } from 'preact/hooks';
import { currentRoute, navigate } from '../router.js';
import type { Route } from '../routes.js';
import { Button } from '../ui/button.jsx';
import { Icon } from '../ui/icon.jsx';
import { isTyping } from './is-typing.js';
import '../ui/field.css';

const PAUSE_MS = 180;

/** Words to search for. In the library it searches while somebody types; elsewhere Enter goes there. */
export function SearchBox({ route }: { readonly route: Route }) {
  const asked = route.view === 'library' ? (route.query.get('q') ?? '') : '';
  const [text, setText] = useState(asked);
  const input = useRef<HTMLInputElement>(null);
  const sent = useRef(asked);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  // The address changed from elsewhere: the back button, or a removed chip.
  useEffect(() => {
    if (asked === sent.current) return;
    sent.current = asked;
    setText(asked);
  }, [asked]);

  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', focus);
    return () => document.removeEventListener('keydown', focus);
  }, []);

  const send = (words: string, isFinal: boolean) => {
    clearTimeout(timer.current);
    // Somebody may have filtered or gone elsewhere since the last key.
    const now = currentRoute.peek();
    const isLibrary = now.view === 'library';
    if (!isLibrary && !isFinal) return;
    const query = new URLSearchParams(isLibrary ? now.query : undefined);
    const trimmed = words.trim();
    sent.current = trimmed;
    if (trimmed === '') query.delete('q');
    else query.set('q', trimmed);
    navigate({ view: 'library', query }, { replace: isLibrary && !isFinal });
    window.scrollTo(0, 0);
  };
  const type = (words: string) => {
    setText(words);
    clearTimeout(timer.current);
    if (route.view === 'library') timer.current = setTimeout(() => send(words, false), PAUSE_MS);
  };
  const clear = () => {
    setText('');
    if (route.view === 'library') send('', false);
    input.current?.focus();
  };
  return (
    <search class="search-box">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (route.view !== 'library' || text.trim() !== asked) send(text, true);
        }}
      >
        <Icon name="search" size={16} />
        <input
          ref={input}
          class="input"
          type="search"
          placeholder="Search videos"
          aria-label="Search videos by words"
          autocomplete="off"
          spellcheck={false}
          maxLength={1000}
          value={text}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && text !== '') clear();
          }}
        />
        <span class="search-end">
          {text === '' ? (
            <span class="key">/</span>
          ) : (
            <Button kind="quiet" size="small" icon="close" aria-label="Clear the search" onClick={clear} />
          )}
        </span>
      </form>
    </search>
  );
}
