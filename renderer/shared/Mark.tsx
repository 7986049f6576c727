/** The mark of Cubicle: four cells of a room, one of them taken. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--mantine-color-cubicle-7)" />
      <rect x="6.5" y="6.5" width="8.5" height="8.5" rx="2.4" fill="#fff" opacity="0.45" />
      <rect x="17" y="6.5" width="8.5" height="8.5" rx="2.4" fill="#fff" />
      <rect x="6.5" y="17" width="8.5" height="8.5" rx="2.4" fill="#fff" opacity="0.45" />
      <rect x="17" y="17" width="8.5" height="8.5" rx="2.4" fill="#fff" opacity="0.45" />
    </svg>
  );
}
