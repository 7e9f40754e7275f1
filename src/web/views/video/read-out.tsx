import type { Explanation, VideoDetail } from '../../../client/index.js';
import { client, isProblem } from '../../client.js';
import { formatNumber } from '../../format.js';
import { useRequest } from '../../hooks/use-request.js';
import { Failure } from '../../ui/failure.jsx';
import { Skeleton } from '../../ui/loading.jsx';
import { markSharedWords } from './shared-words.js';

const RAISED_WORDS = 8;

/** The description beside what the decoder reads out of the token; the words of both are marked. */
export function ReadOut({ video }: { readonly video: VideoDetail }) {
  const key = video.hasToken ? `explanation ${video.id}` : undefined;
  const { data, error, reload } = useRequest(key, (signal) =>
    client.explainVideo({ id: video.id }, { signal }),
  );
  return (
    <>
      <section class="video-block">
        <h2>Description</h2>
        {video.description === null ? (
          <p class="faint">Nothing was written about this video.</p>
        ) : (
          <MarkedText text={video.description} other={data?.readOut ?? ''} />
        )}
        <OtherText title="Spoken" text={video.transcript} />
        <OtherText title="On screen" text={video.onScreenText} />
      </section>
      <section class="video-block" aria-busy={key !== undefined && data === undefined && error === undefined}>
        <h2>Read out of its token</h2>
        {key === undefined && <p class="faint">It has no token yet.</p>}
        {key !== undefined && data === undefined && error === undefined && <Skeleton height="4.5rem" />}
        {error !== undefined && isProblem(error, 'not-available') && <p class="faint">{error.detail}</p>}
        {error !== undefined && !isProblem(error, 'not-available') && (
          <Failure isInline title="The token could not be read" error={error} onRetry={reload} />
        )}
        {data !== undefined && <Reading explanation={data} />}
      </section>
    </>
  );
}

function Reading({ explanation }: { readonly explanation: Explanation }) {
  const { readOut, description, fit, heldOut } = explanation;
  return (
    <>
      <MarkedText text={readOut === '' ? 'The decoder says nothing.' : readOut} other={description ?? ''} />
      {fit !== null && (
        <>
          <p class="video-line">
            Of {fit.compared} tokens this one comes {placeText(fit.rank)} in explaining its{' '}
            {fit.of === 'description' ? 'description' : 'read-out'}: {formatNumber(fit.logLikelihood)} nats a
            word, the others {formatNumber(fit.othersLogLikelihood)} on average.
            {heldOut === true && ' The model was not trained on it.'}
            {heldOut === false && ' The model was trained on it.'}
          </p>
          <RaisedWords words={fit.raised} />
        </>
      )}
    </>
  );
}

/** Words that become more likely through this token. */
function RaisedWords({
  words,
}: {
  readonly words: readonly { readonly word: string; readonly gain: number }[];
}) {
  const shown = words.slice(0, RAISED_WORDS);
  const most = Math.max(...shown.map(({ gain }) => gain), Number.MIN_VALUE);
  if (shown.length === 0) return null;
  return (
    <div>
      <h3 class="small-title">Words that this token makes likelier</h3>
      <ul class="raised">
        {shown.map(({ word, gain }) => (
          <li key={word}>
            <span>{word}</span>
            <span class="bar" style={{ '--share': `${Math.max(0, gain / most) * 100}%` }} />
            <span class="number">+{gain.toFixed(2)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function MarkedText({ text, other }: { readonly text: string; readonly other: string }) {
  return (
    <p class="prose">
      {markSharedWords(text, other).map(({ text: part, isShared }, place) =>
        isShared ? <mark key={place}>{part}</mark> : part,
      )}
    </p>
  );
}

function OtherText({ title, text }: { readonly title: string; readonly text: string | null }) {
  if (text === null || text === '') return null;
  return (
    <div>
      <h3 class="small-title">{title}</h3>
      <p class="prose">{text}</p>
    </div>
  );
}

function placeText(rank: number): string {
  if (rank === 1) return 'first';
  const last = rank % 10;
  const isTeen = rank % 100 > 10 && rank % 100 < 14;
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][last] ?? 'th');
  return `${rank}${ending}`;
}
