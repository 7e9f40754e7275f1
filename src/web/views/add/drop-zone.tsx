import { useRef, useState } from 'preact/hooks';
import { classNames } from '../../ui/class-names.js';
import { Icon } from '../../ui/icon.jsx';

interface DropZoneProps {
  readonly onFiles: (files: readonly File[]) => void;
  /** What the service takes at most, in words. */
  readonly limit: string;
}

/** Takes files by drag and drop, by a click, and by the keyboard. */
export function DropZone({ onFiles, limit }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const depth = useRef(0);
  const [isOver, setOver] = useState(false);
  const enter = (by: number) => {
    depth.current += by;
    setOver(depth.current > 0);
  };
  const take = (files: FileList | null | undefined) => {
    if (files !== null && files !== undefined && files.length > 0) onFiles([...files]);
  };
  return (
    <label
      class={classNames('drop-zone', isOver && 'drop-zone-over')}
      onDragEnter={() => enter(1)}
      onDragLeave={() => enter(-1)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <input
        ref={input}
        class="hidden-text"
        type="file"
        accept="video/*,.mkv,.avi,.mov,.webm,.gif"
        multiple
        onChange={(event) => {
          take(event.currentTarget.files);
          // The same file may be chosen again.
          event.currentTarget.value = '';
        }}
      />
      <span class="drop-mark">
        <Icon name="add" size={26} />
      </span>
      <span class="drop-title">{isOver ? 'Let go to choose them' : 'Drop videos here'}</span>
      <span class="drop-note">
        or <span class="drop-link">choose files</span> · {limit}
      </span>
    </label>
  );
}
