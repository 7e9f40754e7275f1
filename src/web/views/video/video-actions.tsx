import { useState } from 'preact/hooks';
import type { VideoDetail } from '../../../client/index.js';
import { libraryChanged } from '../../changes.js';
import { client } from '../../client.js';
import { describeError } from '../../describe-error.js';
import { nameOf } from '../../format.js';
import { useInfo } from '../../hooks/use-info.js';
import { navigate } from '../../router.js';
import { usesToken } from '../../session.js';
import { Button } from '../../ui/button.jsx';
import { Dialog } from '../../ui/dialog.jsx';
import { say } from '../../ui/toasts.js';
import { similarCurl } from './curl-command.js';

interface VideoActionsProps {
  readonly video: VideoDetail;
  readonly onFindFrame: () => void;
}

/** What can be done with a video. */
export function VideoActions({ video, onFindFrame }: VideoActionsProps) {
  const info = useInfo().data;
  const curl = similarCurl(location.origin, video.id, usesToken());
  return (
    <div class="video-actions">
      {video.hasMedia && (
        <Button icon="frame" onClick={onFindFrame}>
          Find this frame
        </Button>
      )}
      <Button icon="copy" onClick={() => copy(video.id, 'The id')}>
        Copy id
      </Button>
      <Button icon="copy" title={curl} onClick={() => copy(curl, 'The command')}>
        Copy curl
      </Button>
      {info?.scopes.includes('admin') === true && <DeleteVideo video={video} />}
    </div>
  );
}

function copy(text: string, what: string): void {
  navigator.clipboard.writeText(text).then(
    () => say(`${what} is copied.`),
    () => say(`${what} could not be copied: ${text}`, 'bad'),
  );
}

function DeleteVideo({ video }: { readonly video: VideoDetail }) {
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    try {
      const { fileDeleted } = await client.deleteVideo({ id: video.id });
      libraryChanged();
      say(fileDeleted ? 'The video and its file are deleted.' : 'The video is forgotten; its file stays.');
      navigate('/');
    } catch (error) {
      say(describeError(error).detail, 'bad');
      setBusy(false);
    }
  };
  return (
    <>
      <Button kind="quiet" icon="trash" onClick={() => setOpen(true)}>
        Delete
      </Button>
      <Dialog title="Delete this video?" isOpen={isOpen} onClose={() => setOpen(false)}>
        <p>
          <strong>{nameOf(video)}</strong> leaves the store with everything derived from it: token,
          description, features and interactions. An uploaded file is deleted too; a file elsewhere stays.
        </p>
        <div class="dialog-actions">
          <Button onClick={() => setOpen(false)}>Keep it</Button>
          <Button kind="danger" disabled={isBusy} onClick={remove}>
            Delete
          </Button>
        </div>
      </Dialog>
    </>
  );
}
