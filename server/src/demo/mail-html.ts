/** The little markdown of the scenarios as the HTML a mail client would send. */
export function asMailHtml(markdown: string): string {
  const blocks = markdown.split(/\n{2,}(?=(?:[^`]*```[^`]*```)*[^`]*$)/);
  return blocks.map(block).join('\n');
}

function block(text: string): string {
  const fence = /^```\w*\n([\s\S]*?)\n?```$/.exec(text);
  if (fence) return `<pre><code>${escape(fence[1] ?? '')}</code></pre>`;
  const lines = text.split('\n');
  if (lines.every((line) => line.startsWith('- '))) {
    return `<ul>${lines.map((line) => `<li>${inline(line.slice(2))}</li>`).join('')}</ul>`;
  }
  if (lines.every((line) => /^\d+\. /.test(line))) {
    return `<ol>${lines.map((line) => `<li>${inline(line.replace(/^\d+\. /, ''))}</li>`).join('')}</ol>`;
  }
  if (lines.every((line) => line.startsWith('> '))) {
    return `<blockquote>${inline(lines.map((line) => line.slice(2)).join(' '))}</blockquote>`;
  }
  return `<p>${lines.map(inline).join('<br>')}</p>`;
}

function inline(text: string): string {
  return escape(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/\*([^*]+)\*/g, '<em>$1</em>');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
