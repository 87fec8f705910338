const factors: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  kib: 1024,
  mib: 1024 ** 2,
};

/** Bytes of `8388608`, `500kB`, `10MB` (powers of 1000), `512KiB`, `10 MiB` (powers of 1024); undefined for anything else. */
export function parseByteSize(text: string): number | undefined {
  const parts = /^(\d{1,15}(?:\.\d{1,6})?)\s*([a-z]*)$/i.exec(text);
  const factor = factors[(parts?.[2] ?? '?').toLowerCase()];
  return factor === undefined ? undefined : Math.round(Number(parts?.[1]) * factor);
}

/** The shortest exact form: `10MiB`, `64KiB`, `12345`. */
export function formatByteSize(bytes: number): string {
  if (bytes > 0 && bytes % 1024 ** 2 === 0) return `${bytes / 1024 ** 2}MiB`;
  if (bytes > 0 && bytes % 1024 === 0) return `${bytes / 1024}KiB`;
  return String(bytes);
}
