import type { AttachmentApi } from '../adapter.ts';
import { PortalError } from '../errors.ts';
import type { AttachmentLimits } from '../model.ts';
import type { Wire } from './adapter.ts';
import { attachmentView } from './projection.ts';
import { maySee, type StoredFile } from './store.ts';

const steps = 4;

/** Uploads in a few steps, each a call of its own, so that progress, cancelling and faults can be seen. */
export function memoryAttachments(wire: Wire): AttachmentApi | undefined {
  const { hub, capabilities } = wire;
  const { store } = hub;
  const limits = capabilities.attachments;
  if (limits === false) return undefined;
  const addresses = new Map<string, string>();

  const visible = (file: StoredFile | undefined): boolean => {
    const who = hub.sessionOf(wire.connection.browser);
    if (!file || !who) return false;
    if (file.ticketId === undefined) return file.ownerId === who.contact.id;
    const ticket = store.tickets.get(file.ticketId);
    return ticket !== undefined && maySee(who.contact, ticket);
  };

  return {
    async upload(file, options = {}) {
      const { onProgress } = options;
      const about = [{ name: file.name, type: file.type, size: file.size }];
      for (let step = 0; step < steps; step++) {
        await wire.call('attachments.upload', about, options, () => {
          wire.writer();
          checkFile(file, limits);
        });
        onProgress?.(Math.floor((file.size * step) / steps), file.size);
      }
      // A copy: the file on disk may change, or the page may go, after the upload.
      const content = new Blob([await file.arrayBuffer()], { type: file.type });
      const attachment = await wire.call('attachments.store', about, options, () => {
        const stored: StoredFile = {
          id: store.nextId('f'),
          name: cleanName(file.name),
          mediaType: file.type || 'application/octet-stream',
          content,
          ownerId: wire.writer().id,
        };
        store.files.set(stored.id, stored);
        return attachmentView(stored);
      });
      onProgress?.(file.size, file.size);
      return attachment;
    },
    discard: (id, call) =>
      wire.call('attachments.discard', [id], call, () => {
        const file = store.files.get(id);
        if (!file || file.ownerId !== wire.contact().id || file.ticketId !== undefined) {
          throw new PortalError('not-found', 'No such upload');
        }
        store.files.delete(id);
        const address = addresses.get(id);
        if (address !== undefined) URL.revokeObjectURL(address);
        addresses.delete(id);
      }),
    url(attachment) {
      const file = store.files.get(attachment.id);
      if (!file || !visible(file)) return 'about:blank';
      const address = addresses.get(file.id) ?? URL.createObjectURL(file.content);
      addresses.set(file.id, address);
      return address;
    },
  };
}

function checkFile(file: File, limits: AttachmentLimits): void {
  if (file.size > limits.maxBytes) {
    throw new PortalError('too-large', `A file may have ${limits.maxBytes} bytes`, {
      fields: [{ field: 'file', code: 'too-large', limit: limits.maxBytes }],
    });
  }
  if (limits.accept && !limits.accept.some((pattern) => accepts(pattern.toLowerCase(), file))) {
    throw new PortalError('unsupported-media', 'This kind of file is not accepted');
  }
}

/** As the `accept` attribute of `<input>`: `.png`, `image/*` or `image/png`. */
function accepts(pattern: string, file: File): boolean {
  if (pattern.startsWith('.')) return file.name.toLowerCase().endsWith(pattern);
  const type = file.type.toLowerCase();
  return pattern.endsWith('/*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

/** The last part of a path, without control characters and the marks that turn text around. */
function cleanName(name: string): string {
  const base = name.split(/[\\/]/).at(-1) ?? '';
  const plain = base
    .replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, '')
    .replace(/^\.+/, '')
    .trim();
  return plain.slice(0, 200) || 'file';
}
