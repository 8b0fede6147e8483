/**
 * `Content-Disposition` for a download (RFC 6266): a plain name for old clients, and the whole one in the encoding
 * of RFC 8187. Neither can end the header or the quotes.
 */
export function contentDisposition(name: string): string {
  const whole = name.toWellFormed();
  const plain = whole.replace(/[^\x20-\x7e]|["\\%;]/g, '_');
  const encoded = encodeURIComponent(whole).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain || 'file'}"; filename*=UTF-8''${encoded || 'file'}`;
}
