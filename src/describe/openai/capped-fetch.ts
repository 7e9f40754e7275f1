/** The body of an answer was larger than allowed; the connection was cut. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
}

/**
 * `fetch` that cuts the connection when a body exceeds `maximumBytes` (after decompression), so that no answer is
 * buffered beyond it. The body of a refusal becomes `{ error: { message } }` with the whole text: the client keeps
 * only `error`, and some servers put their reasons elsewhere.
 */
export function cappedFetch({ maximumBytes }: { readonly maximumBytes: number }): typeof fetch {
  return async (address, init) => {
    const response = await fetch(address, init);
    const { status, statusText, headers } = response;
    const capped = new Response(response.body?.pipeThrough(byteLimit(maximumBytes)) ?? null, {
      status,
      statusText,
      headers,
    });
    if (response.ok) return capped;
    // Whatever cuts the body of a refusal short, its status is what counts.
    const message = await capped.text().catch((error: unknown) => String(error));
    return Response.json({ error: { message } }, { status, statusText, headers });
  };
}

function byteLimit(maximumBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > maximumBytes) throw new AnswerTooLarge(`more than ${maximumBytes} bytes`);
      controller.enqueue(chunk);
    },
  });
}
