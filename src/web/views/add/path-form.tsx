import { useState } from 'preact/hooks';
import { libraryChanged } from '../../changes.js';
import { client } from '../../client.js';
import { describeError } from '../../describe-error.js';
import { Button } from '../../ui/button.jsx';
import { Field } from '../../ui/field.jsx';
import { say } from '../../ui/toasts.js';

/** Files that lie where the service runs, under a folder that it may read. */
export function PathForm() {
  const [path, setPath] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await client.addVideo({ body: { path: path.trim() } });
      setPath('');
      libraryChanged();
      say('The path is in the queue.');
    } catch (error) {
      say(describeError(error).detail, 'bad');
    }
  };
  return (
    <form class="path-form" onSubmit={submit}>
      <Field
        label="Or a file or folder of the service"
        placeholder="/videos/new"
        required
        maxLength={4096}
        value={path}
        onInput={(event) => setPath(event.currentTarget.value)}
      />
      <Button type="submit">Add path</Button>
    </form>
  );
}
