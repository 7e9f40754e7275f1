/** Strokes on a 24 × 24 grid. */
const SHAPES = {
  library: 'M4 4h6v6H4z M14 4h6v6h-6z M4 14h6v6H4z M14 14h6v6h-6z',
  map: 'M6.500 8.500h.01 M10 16h.01 M15.500 6h.01 M17.500 14.500h.01 M12 11h.01 M7 19h.01 M19 9.500h.01 M3 3v18h18',
  feed: 'M7 3h10a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z M10.500 9v6l4.500-3z',
  runs: 'M4 4v16h16 M7.500 15l3.500-4 3 2.500 5-6.500',
  add: 'M12 15V4 M7.500 8.500 12 4l4.500 4.500 M4 15v3a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-3',
  plus: 'M12 5v14 M5 12h14',
  minus: 'M5 12h14',
  search: 'M10.500 4a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13z M15.500 15.500 20 20',
  close: 'M6 6l12 12 M18 6 6 18',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  alert: 'M12 4 2.800 19.500h18.400z M12 10v4.500 M12 17v.01',
  info: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z M12 11v5.500 M12 7.500v.01',
  sun: 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8z M12 2.500v2 M12 19.500v2 M2.500 12h2 M19.500 12h2 M5.300 5.300l1.400 1.400 M17.300 17.300l1.400 1.400 M5.300 18.700l1.400-1.400 M17.300 6.700l1.400-1.400',
  moon: 'M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10z',
  auto: 'M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17z M12 3.500v17 M12 8l5-2.500 M12 12.500l8-4 M12 17l7.500-3.750',
  play: 'M8 5.500v13l10.500-6.500z',
  pause: 'M8.500 5.500v13 M15.500 5.500v13',
  sound:
    'M4 9.500v5h3.500L12 18.500v-13L7.500 9.500z M15.500 9a4.500 4.500 0 0 1 0 6 M18 6.500a8 8 0 0 1 0 11',
  silent: 'M4 9.500v5h3.500L12 18.500v-13L7.500 9.500z M16 9.500l5 5 M21 9.500l-5 5',
  copy: 'M9 9h10v11H9z M15 9V4H5v11h4',
  trash:
    'M4.500 6.500h15 M9.500 6.500v-2.500h5v2.500 M6.500 6.500l1 13.500h9l1-13.500 M10.500 10.500v6 M13.500 10.500v6',
  filter: 'M4 6h16 M7 12h10 M10 18h4',
  left: 'M14.500 5.500 8 12l6.500 6.500',
  right: 'M9.500 5.500 16 12l-6.500 6.500',
  up: 'M5.500 14.500 12 8l6.500 6.500',
  down: 'M5.500 9.500 12 16l6.500-6.500',
  back: 'M20 12H5 M11 5.500 4.500 12l6.500 6.500',
  tag: 'M4 4h8l8.500 8.500-8 8L4 12z M8.500 8.500v.01',
  clock: 'M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17z M12 7.500V12l3 2',
  download: 'M12 4v11 M7.500 10.500 12 15l4.500-4.500 M4.500 19.500h15',
  lasso:
    'M12 4c5 0 8.500 2.500 8.500 5.500S17 15 12 15s-8.500-2.500-8.500-5.500S7 4 12 4z M7 14c-1.500 1-1.500 3 .5 3.200 2 .2 2 2.300.5 3.300',
  heart:
    'M12 20S4 15 4 9.200C4 6.500 6 4.800 8.200 4.800c1.600 0 3 .9 3.800 2.400.8-1.500 2.200-2.400 3.800-2.400C18 4.800 20 6.500 20 9.200 20 15 12 20 12 20z',
  refresh: 'M19.500 12a7.500 7.500 0 1 1-2.300-5.400L19.500 9 M19.500 4v5h-5',
  frame: 'M4 8V4h4 M16 4h4v4 M20 16v4h-4 M8 20H4v-4 M9 9h6v6H9z',
  key: 'M8 11.500a4 4 0 1 1 0 8 4 4 0 0 1 0-8z M11 12.500 19.500 4 M15.500 8l3 3',
  keyboard: 'M3 7h18v11H3z M6.500 10.500h.01 M10 10.500h.01 M14 10.500h.01 M17.500 10.500h.01 M8 14.500h8',
  out: 'M13 5h6v6 M19 5l-9 9 M10 6H5v13h13v-5',
  user: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8z M4.500 20.500c.8-4 3.800-6 7.500-6s6.700 2 7.500 6',
  film: 'M4 5h16v14H4z M8 5v14 M16 5v14 M4 9.500h4 M4 14.500h4 M16 9.500h4 M16 14.500h4',
  group:
    'M7 5a2 2 0 1 1 0 4 2 2 0 0 1 0-4z M16 4a2 2 0 1 1 0 4 2 2 0 0 1 0-4z M18 13a2 2 0 1 1 0 4 2 2 0 0 1 0-4z M9 15a2 2 0 1 1 0 4 2 2 0 0 1 0-4z',
} as const;

export type IconName = keyof typeof SHAPES;

interface IconProps {
  readonly name: IconName;
  /** Pixels. */
  readonly size?: number;
  /** Spoken name; without it the icon is decoration. */
  readonly label?: string;
}

/** A stroked picture in the colour of the text around it. */
export function Icon({ name, size = 18, label }: IconProps) {
  const stroke = {
    class: 'icon',
    width: size,
    height: size,
    viewBox: '0 0 24 24',
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': name === 'map' ? 2 : 1.75,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  } as const;
  const path = <path d={SHAPES[name]} />;
  if (label === undefined) {
    return (
      <svg {...stroke} aria-hidden="true" focusable="false">
        {path}
      </svg>
    );
  }
  return (
    <svg {...stroke} role="img" aria-label={label}>
      {path}
    </svg>
  );
}
