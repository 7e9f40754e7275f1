import { useState } from 'preact/hooks';
import { createClient, ProblemError } from '../../client/index.js';
import { libraryChanged } from '../changes.js';
import { describeError } from '../describe-error.js';
import { signedIn } from '../session.js';
import { Button } from '../ui/button.jsx';
import { Field } from '../ui/field.jsx';
import { Icon } from '../ui/icon.jsx';

const UNAUTHORISED = 401;

/** Exchanges a token for a cookie that pictures and videos are loaded with too. The page itself keeps no token. */
export function SignIn() {
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const token = text.trim();
    if (!/^[\x21-\x7e]+$/.test(token)) {
      setFault('Paste a token: it begins with vidtoken_ and has no spaces.');
      return;
    }
    setBusy(true);
    try {
      await createClient({ token }).createSession();
      setText('');
      libraryChanged();
      signedIn();
    } catch (error) {
      setFault(faultOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="sign-in" onSubmit={submit}>
      <h1>Sign in</h1>
      <p>
        This service asks for a token. Make one where it runs: <code>vidtoken token create</code>
      </p>
      <Field
        label="Token"
        type="password"
        autocomplete="off"
        spellcheck={false}
        hint="It is exchanged for a session cookie that no script can read. The page does not keep it."
        aria-invalid={fault !== undefined}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {fault !== undefined && (
        <p class="fault" role="alert">
          <Icon name="alert" size={16} /> {fault}
        </p>
      )}
      <Button kind="primary" type="submit" disabled={isBusy}>
        Sign in
      </Button>
    </form>
  );
}

function faultOf(error: unknown): string {
  if (error instanceof ProblemError && error.status === UNAUTHORISED) {
    return 'The service does not know this token, or it was revoked.';
  }
  const { detail, hint = '' } = describeError(error);
  return `${detail} ${hint}`.trim();
}
