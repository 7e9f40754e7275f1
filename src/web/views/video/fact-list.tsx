import type { VideoDetail } from '../../../client/index.js';
import { videoFacts } from './video-facts.js';

/** Measured facts, in groups. */
export function FactList({ video }: { readonly video: VideoDetail }) {
  return (
    <section class="video-block">
      <h2>Facts</h2>
      <div class="fact-groups">
        {videoFacts(video).map(({ title, facts }) => (
          <div key={title} class="fact-group">
            <h3 class="small-title">{title}</h3>
            <dl>
              {facts.map(({ name, value }) => (
                <div key={name} class="fact">
                  <dt>{name}</dt>
                  <dd title={value}>{value}</dd>
                </div>
              ))}
            </dl>
          </div>
        ))}
      </div>
    </section>
  );
}
