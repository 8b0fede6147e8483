import type { LetterColors } from './brand.ts';
import type { Block, Span } from './template.ts';

/** For readers without HTML, and for those who prefer it. */
export function plainOf(blocks: readonly Block[]): string {
  return `${blocks.map(plainBlock).join('\n\n')}\n`;
}

function plainBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return block.lines.map((line) => line.map(plainSpan).join('')).join('\n');
    case 'link':
      return block.href;
    case 'code':
      return block.code;
  }
}

const plainSpan = (span: Span): string => (span.kind === 'link' ? span.href : span.words);

const escape = (value: string): string =>
  value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** ISO 639 codes of what is written from right to left, in its usual script. */
const rightToLeft = new Set(['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'ks', 'ps', 'sd', 'ug', 'ur', 'yi']);

function directionOf(language: string): 'ltr' | 'rtl' {
  const parts = language.toLowerCase().split('-');
  if (parts.includes('latn')) return 'ltr';
  if (parts.includes('arab') || parts.includes('hebr')) return 'rtl';
  return rightToLeft.has(parts[0] ?? '') ? 'rtl' : 'ltr';
}

const font =
  "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

/**
 * Inline, since many readers drop style sheets; the classes are for those who do not, in the dark. One column, nothing
 * fetched from anywhere: a letter looks the same everywhere, and nobody learns that it was read.
 */
const look = {
  body: `margin:0;padding:0;background-color:#ffffff;color:#1c222b;${font};font-size:16px;line-height:1.55;-webkit-text-size-adjust:100%`,
  column: 'max-width:520px;margin:0 auto;padding:40px 24px',
  portal: 'margin:0 0 28px;padding:0 0 16px;border-bottom:1px solid #e2e5ea;font-size:15px;font-weight:600',
  heading: 'margin:0 0 20px;font-size:22px;line-height:1.3;font-weight:650;letter-spacing:-0.01em',
  paragraph: 'margin:0 0 16px;overflow-wrap:break-word',
  action: 'margin:24px 0 12px',
  button:
    'display:inline-block;padding:12px 22px;border-radius:8px;font-size:16px;font-weight:600;line-height:1.25;text-decoration:none',
  address: 'margin:0 0 24px;font-size:13px;line-height:1.5;overflow-wrap:anywhere;word-break:break-word',
  link: 'text-decoration:underline',
  code: 'margin:16px 0 24px;padding:14px 16px;border-radius:8px;background-color:#f1f3f6;font-size:30px;line-height:1.25;font-weight:650;letter-spacing:0.16em;text-align:center;font-variant-numeric:tabular-nums',
};

const dark = (light: string): string =>
  `@media (prefers-color-scheme:dark){.body{background-color:#15181d!important;color:#e8ebf0!important}.portal{border-color:#2b313b!important}.link{color:${light}!important}.button{background-color:${light}!important;color:#10141a!important}.code{background-color:#22272f!important}}`;

export interface LetterFrame {
  subject: string;
  portal: string;
  button: string;
  language: string;
  colors: LetterColors;
}

export function htmlOf(blocks: readonly Block[], frame: LetterFrame): string {
  const { subject, portal, language, colors } = frame;
  const attributes = `lang="${escape(language)}" dir="${directionOf(language)}"`;
  return `<!doctype html>
<html ${attributes}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no">
<title>${escape(subject)}</title>
<style>:root{color-scheme:light dark}${dark(colors.dark)}</style>
</head>
<body class="body" style="${look.body}">
<div class="body" ${attributes} style="${look.column}">
<p class="portal" style="${look.portal}"><bdi>${escape(portal)}</bdi></p>
<h1 style="${look.heading}">${escape(subject)}</h1>
${blocks.map((block) => htmlBlock(block, frame)).join('\n')}
</div>
</body>
</html>
`;
}

function htmlBlock(block: Block, { button, colors }: LetterFrame): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p style="${look.paragraph}">${block.lines.map((line) => line.map((span) => htmlSpan(span, colors)).join('')).join('<br>\n')}</p>`;
    case 'link':
      // As text too, for those who copy it, and those who look where they are led.
      return `<p style="${look.action}"><a class="button" href="${escape(block.href)}" style="${look.button};background-color:${colors.button};color:${colors.onButton}">${escape(button)}</a></p>
<p style="${look.address}">${anchor(block.href, colors)}</p>`;
    case 'code':
      return `<p class="code" dir="ltr" style="${look.code}">${escape(block.code)}</p>`;
  }
}

const htmlSpan = (span: Span, colors: LetterColors): string =>
  span.kind === 'link' ? anchor(span.href, colors) : escape(span.words);

const anchor = (href: string, { link }: LetterColors): string =>
  `<a class="link" dir="ltr" href="${escape(href)}" style="color:${link};${look.link}">${escape(href)}</a>`;
