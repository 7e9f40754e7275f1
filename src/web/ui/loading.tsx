import './states.css';

/** A turning ring with words; a whole view or part of one. */
export function Loading({ label = 'Loading' }: { readonly label?: string }) {
  return (
    <div class="loading" role="status">
      <span class="spinner" />
      {label}
    </div>
  );
}

interface SkeletonProps {
  /** CSS lengths. */
  readonly width?: string;
  readonly height?: string;
  readonly ratio?: string;
}

/** Holds the place of what is not there yet; the view around it says `aria-busy`. */
export function Skeleton({ width = '100%', height, ratio }: SkeletonProps) {
  return <div class="skeleton" aria-hidden="true" style={{ width, height, aspectRatio: ratio }} />;
}
