/** A clip that became a few numbers. */
export function BrandMark() {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" fill="currentColor" aria-hidden="true" focusable="false">
      <rect x="1" y="7.500" width="3.200" height="7" rx="1.600" />
      <rect x="6.600" y="1" width="3.200" height="20" rx="1.600" />
      <rect x="12.200" y="4.500" width="3.200" height="13" rx="1.600" />
      <rect x="17.800" y="8.500" width="3.200" height="5" rx="1.600" />
    </svg>
  );
}
