/** One clip of the demo set: what ffmpeg draws and plays, and what may truthfully be said about it. */
export interface DemoClip {
  readonly id: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly labels: { readonly kind: string; readonly sound: string };
  readonly durationSeconds: number;
  /** lavfi graph of the picture. */
  readonly picture: string;
  /** lavfi graph of the sound; undefined for a clip without a sound track. */
  readonly sound?: string;
  /** Needs a font; left out where ffmpeg finds none. */
  readonly needsFont: boolean;
}

interface Variant {
  readonly size: string;
  readonly seed: number;
  readonly colour: string;
  readonly otherColour: string;
  readonly pitchHertz: number;
  readonly pace: number;
  readonly word: string;
  readonly durationSeconds: number;
}

interface Kind {
  readonly kind: string;
  readonly sound: string;
  readonly needsFont?: boolean;
  readonly tags: readonly string[];
  title(variant: Variant): string;
  picture(variant: Variant): string;
  play?(variant: Variant): string;
}

const RATE = 25;

const VARIANTS: readonly Variant[] = [
  {
    size: '320x180',
    seed: 11,
    colour: 'red',
    otherColour: 'gold',
    pitchHertz: 220,
    pace: 1,
    word: 'hello',
    durationSeconds: 3,
  },
  {
    size: '180x320',
    seed: 23,
    colour: 'blue',
    otherColour: 'white',
    pitchHertz: 330,
    pace: 2,
    word: 'ocean',
    durationSeconds: 2.4,
  },
  {
    size: '240x240',
    seed: 37,
    colour: 'green',
    otherColour: 'black',
    pitchHertz: 440,
    pace: 3,
    word: 'forest',
    durationSeconds: 3.2,
  },
  {
    size: '320x240',
    seed: 53,
    colour: 'purple',
    otherColour: 'orange',
    pitchHertz: 660,
    pace: 4,
    word: 'music',
    durationSeconds: 2.8,
  },
];

const BAR_SOURCES = ['smptehdbars', 'pal75bars', 'smptebars', 'pal100bars'] as const;

const KINDS: readonly Kind[] = [
  {
    kind: 'colour-bars',
    sound: 'tone',
    tags: ['colour bars', 'still picture', 'tone'],
    title: ({ pitchHertz }) => `Television colour bars with a steady ${pitchHertz} Hz tone`,
    picture: ({ size, pace }) => `${BAR_SOURCES[pace - 1]}=s=${size}:r=${RATE}`,
    play: ({ pitchHertz }) => `sine=frequency=${pitchHertz}`,
  },
  {
    kind: 'test-pattern',
    sound: 'beeps',
    tags: ['test pattern', 'moving shapes', 'beeps'],
    title: ({ pitchHertz, pace }) =>
      `Moving test pattern with ${pace + 1} beeps a second at ${pitchHertz} Hz`,
    picture: ({ size, pace }) => `testsrc2=s=${size}:r=${RATE},hue=h=${(pace - 1) * 40}`,
    play: ({ pitchHertz, pace }) =>
      `aevalsrc='0.6*sin(2*PI*${pitchHertz}*t)*lt(mod(t,1/${pace + 1}),0.1)':s=44100`,
  },
  {
    kind: 'fractal-zoom',
    sound: 'chord',
    tags: ['fractal', 'zoom', 'chord'],
    title: ({ pitchHertz }) => `Zoom into the Mandelbrot set with a major chord on ${pitchHertz} Hz`,
    picture: ({ size, pace }) =>
      `mandelbrot=s=${size}:r=${RATE}:start_scale=${3 / pace}:end_scale=${0.1 / pace}:end_pts=80:maxiter=400`,
    play: ({ pitchHertz }) =>
      `aevalsrc='0.22*(sin(2*PI*${pitchHertz}*t)+sin(2*PI*${pitchHertz * 1.25}*t)+sin(2*PI*${pitchHertz * 1.5}*t))':s=44100`,
  },
  {
    kind: 'living-cells',
    sound: 'noise',
    tags: ['game of life', 'cells', 'pink noise'],
    title: ({ colour }) => `Game of life in ${colour} on black with pink noise`,
    picture: ({ size, seed, colour }) =>
      `life=s=${size}:r=${RATE}:ratio=0.25:seed=${seed}:mold=10:life_color=${colour}:death_color=0x202020:mold_color=black`,
    play: ({ seed, pace }) => `anoisesrc=color=pink:seed=${seed}:amplitude=${0.2 * pace}`,
  },
  {
    kind: 'gradient',
    sound: 'tremolo',
    tags: ['gradient', 'slow colours', 'tremolo'],
    title: ({ colour, otherColour, pitchHertz }) =>
      `Turning gradient from ${colour} to ${otherColour} with a trembling ${pitchHertz} Hz tone`,
    picture: ({ size, seed, colour, otherColour, pace }) =>
      `gradients=s=${size}:r=${RATE}:c0=${colour}:c1=${otherColour}:nb_colors=2:seed=${seed}:speed=${0.01 * pace}`,
    play: ({ pitchHertz, pace }) => `sine=frequency=${pitchHertz},tremolo=f=${3 + pace}:d=0.9`,
  },
  {
    kind: 'colour-fade',
    sound: 'silence',
    tags: ['plain colour', 'fade', 'silence'],
    title: ({ colour }) => `Plain ${colour} picture fading in from black, silent`,
    picture: ({ size, colour, pace }) => `color=c=${colour}:s=${size}:r=${RATE},fade=in:d=${0.4 * pace}`,
    play: () => 'anullsrc=r=44100:cl=mono',
  },
  {
    kind: 'scrolling-text',
    sound: 'clicks',
    needsFont: true,
    tags: ['text', 'scrolling', 'clicks'],
    title: ({ word, otherColour }) => `The word ${word} scrolling over ${otherColour} with clicks`,
    picture: ({ size, word, colour, otherColour, pace }) =>
      `color=c=${otherColour}:s=${size}:r=${RATE},` +
      `drawtext=text=${word}:fontsize=64:fontcolor=${colour}:y=(h-text_h)/2:x=w-mod(t*${80 * pace}\\,w+text_w)`,
    play: ({ pace }) => `aevalsrc='0.8*lt(mod(t,${0.5 / pace}),0.004)':s=44100`,
  },
  {
    kind: 'static',
    sound: 'noise',
    tags: ['static', 'flicker', 'white noise'],
    title: ({ colour }) => `Flickering ${colour} static with white noise`,
    picture: ({ size, seed, colour, pace }) =>
      `color=c=${colour}:s=${size}:r=${RATE},noise=alls=${20 + 20 * pace}:allf=t+u:all_seed=${seed}`,
    play: ({ seed, pace }) => `anoisesrc=color=white:seed=${seed}:amplitude=${0.15 * pace}`,
  },
  {
    kind: 'automaton',
    sound: 'none',
    tags: ['cellular automaton', 'scrolling lines', 'no sound track'],
    title: ({ seed }) => `Scrolling cellular automaton grown from seed ${seed}, no sound track`,
    picture: ({ size, seed, pace }) =>
      `cellauto=s=${size}:r=${RATE}:rule=${[110, 30, 90, 150][pace - 1]}:seed=${seed},hue=h=${pace * 60}`,
  },
];

/** Every clip of the demo set, kind after kind: `KINDS` × `VARIANTS`. */
export function demoCatalogue(): DemoClip[] {
  return KINDS.flatMap((kind) =>
    VARIANTS.map((variant, index) => ({
      id: `${kind.kind}-${index + 1}`,
      title: kind.title(variant),
      tags: kind.tags,
      labels: { kind: kind.kind, sound: kind.sound },
      durationSeconds: variant.durationSeconds,
      picture: kind.picture(variant),
      ...(kind.play === undefined ? {} : { sound: kind.play(variant) }),
      needsFont: kind.needsFont ?? false,
    })),
  );
}
