import { useState } from 'preact/hooks';
import { formatBytes } from '../../format.js';
import { useInfo } from '../../hooks/use-info.js';
import { Button } from '../../ui/button.jsx';
import { Empty } from '../../ui/empty.jsx';
import { Failure } from '../../ui/failure.jsx';
import { Field } from '../../ui/field.jsx';
import { Skeleton } from '../../ui/loading.jsx';
import { type ChosenFile, ChosenFiles } from './chosen-files.jsx';
import { DropZone } from './drop-zone.jsx';
import { PathForm } from './path-form.jsx';
import { RecentJobs } from './recent-jobs.jsx';
import { hasEnded } from './upload-queue.js';
import { UploadRow } from './upload-row.jsx';
import { uploadQueue, uploads } from './uploads.js';
import './add.css';

/** Bring videos in and watch them become tokens. */
export function AddView() {
  const { data: info, error, reload } = useInfo();
  const own = uploads.value;
  if (error !== undefined && info === undefined) {
    return <Failure isWholeView title="The service could not be asked" error={error} onRetry={reload} />;
  }
  return (
    <div class="add-view">
      <header>
        <h1>Add videos</h1>
        <p class="soft">Each one is measured, described, and becomes a token beside the others.</p>
      </header>
      {info === undefined && <Skeleton height="15rem" />}
      {info !== undefined && !info.canUpload && <NoUploads />}
      {info?.canUpload === true && <Chooser limitBytes={info.uploadLimitBytes} hasRoots={info.roots > 0} />}
      {own.length > 0 && (
        <section class="add-block" aria-label="Uploads">
          <div class="panel-head">
            <h2>Uploads</h2>
            {own.some(hasEnded) && (
              <Button kind="quiet" size="small" onClick={uploadQueue.clearEnded}>
                Clear ended
              </Button>
            )}
          </div>
          <ul class="jobs" aria-live="polite">
            {own.map((upload) => (
              <UploadRow key={upload.id} upload={upload} onCancel={() => uploadQueue.cancel(upload.id)} />
            ))}
          </ul>
        </section>
      )}
      <RecentJobs
        except={own.flatMap(({ job }) => (job === undefined ? [] : [job.id]))}
        mayCancel={info?.canUpload === true}
      />
    </div>
  );
}

interface ChooserProps {
  readonly limitBytes: number;
  readonly hasRoots: boolean;
}

let lastKey = 0;

function Chooser({ limitBytes, hasRoots }: ChooserProps) {
  const [files, setFiles] = useState<readonly ChosenFile[]>([]);
  const [tags, setTags] = useState('');
  const choose = (chosen: readonly File[]) => {
    const added = chosen.map((file) => {
      lastKey += 1;
      return { key: lastKey, file, title: '' };
    });
    setFiles([...files, ...added]);
  };
  const send = (event: Event) => {
    event.preventDefault();
    uploadQueue.add(files.map(({ file, title }) => ({ file, title: title.trim(), tags: tags.trim() })));
    setFiles([]);
  };
  return (
    <>
      <DropZone onFiles={choose} limit={`up to ${formatBytes(limitBytes)} each`} />
      {files.length > 0 && (
        <form class="chooser" onSubmit={send}>
          <ChosenFiles files={files} limitBytes={limitBytes} onChange={setFiles} />
          <Field
            label="Tags for all of them"
            hint="Separated by commas, for example: cat, garden"
            maxLength={2000}
            value={tags}
            onInput={(event) => setTags(event.currentTarget.value)}
          />
          <div class="dialog-actions">
            <Button onClick={() => setFiles([])}>Discard</Button>
            <Button kind="primary" type="submit">
              {files.length === 1 ? 'Add the video' : `Add ${files.length} videos`}
            </Button>
          </div>
        </form>
      )}
      {hasRoots && <PathForm />}
    </>
  );
}

function NoUploads() {
  return (
    <div class="no-uploads">
      <Empty icon="key" title="You may look, but not add">
        <p>
          Adding needs the scope <code>write</code>. Ask for a token that has it:
        </p>
        <code class="command">vidtoken token create --scope write</code>
      </Empty>
    </div>
  );
}
