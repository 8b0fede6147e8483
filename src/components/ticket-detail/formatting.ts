/** What the composer's buttons do to markdown text. */
export type Format = 'bold' | 'italic' | 'code' | 'list' | 'link';

export interface Edit {
  /** The range to replace. */
  from: number;
  to: number;
  text: string;
  /** What is selected afterwards, in the whole text. */
  select: [number, number];
}

const marks: Partial<Record<Format, string>> = { bold: '**', italic: '_', code: '`' };

/** The edit that puts a format on what is selected; at a caret, around what will be typed there. */
export function formatEdit(format: Format, value: string, start: number, end: number): Edit {
  const selected = value.slice(start, end);
  if (format === 'list') {
    const from = value.lastIndexOf('\n', start - 1) + 1;
    const text = value.slice(from, end).replace(/^/gm, '- ');
    return { from, to: end, text, select: [from + text.length, from + text.length] };
  }
  if (format === 'link') {
    const text = `[${selected}](https://)`;
    const address = start + selected.length + 3;
    return {
      from: start,
      to: end,
      text,
      select: selected ? [address, address + 8] : [start + 1, start + 1],
    };
  }
  if (format === 'code' && selected.includes('\n')) {
    const text = `\`\`\`\n${selected}\n\`\`\``;
    return { from: start, to: end, text, select: [start + 4, start + 4 + selected.length] };
  }
  const mark = marks[format] ?? '';
  const inner = start + mark.length;
  return {
    from: start,
    to: end,
    text: mark + selected + mark,
    select: [inner, inner + selected.length],
  };
}
