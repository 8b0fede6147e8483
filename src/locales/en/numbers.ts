/** A count as people write it. Making a formatter takes longer than making a list: small numbers do without. */
export function count(n: number): string {
  return Math.abs(n) < 1000 ? String(n) : n.toLocaleString('en');
}

/** A count with its noun. */
export function one(n: number, single: string, many: string): string {
  return `${count(n)} ${n === 1 ? single : many}`;
}

/** Bytes in the unit people use, such as `1.2 MB`. */
export function fileSize(bytes: number): string {
  // In short, Intl knows no plural: "574 byte".
  if (bytes < 1000) return one(bytes, 'byte', 'bytes');
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const power = Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const unit = units[power] ?? 'byte';
  return new Intl.NumberFormat('en', {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** power);
}
