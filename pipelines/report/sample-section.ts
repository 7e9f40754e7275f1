import { type Html, html } from './html.js';
import type { SampleReading } from './sample-readings.js';

/** Read-outs of held-out clips beside the truth. Ids and descriptions come from strangers: `html` escapes them. */
export function sampleSection(readings: readonly SampleReading[]): Html {
  if (readings.length === 0) {
    return html`<p>No held-out clip is in the store with the features that this model reads, so there is nothing to read out.</p>`;
  }
  return html`<p>The decoder sees nothing but the token and says the most probable word, again and again. These ${readings.length} clips were held out of training; they are those with the smallest content hashes, so nobody chose them.</p>
${readings.map(sample)}`;
}

function sample({ id, description, readOut, fit }: SampleReading): Html {
  return html`<article class="sample">
<h3><code>${id}</code></h3>
<dl class="pair">
<div><dt>read out of the token</dt><dd>${readOut === '' ? '(nothing)' : readOut}</dd></div>
<div><dt>true description</dt><dd>${description}</dd></div>
</dl>
${fit === undefined ? '' : fitLine(fit)}
</article>
`;
}

function fitLine({ own, others }: NonNullable<SampleReading['fit']>): Html {
  const difference = own - others;
  const direction = difference >= 0 ? 'more' : 'less';
  return html`<p class="soft">The true description is ${Math.abs(difference).toFixed(2)} nats per word ${direction} probable from this token than from those of the other clips here.</p>`;
}
