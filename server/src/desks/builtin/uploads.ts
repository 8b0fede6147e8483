import type { GatewaySettings } from '../../settings/settings.ts';
import type { Files } from '../../storage/files.ts';
import { newId } from '../../storage/ids.ts';
import type { Storage } from '../../storage/storage.ts';
import type { ByteStream, DeskAttachment, HelpDesk } from '../desk.ts';
import { DeskError } from '../errors.ts';
import { cleanFileName } from './file-names.ts';
import { isAccepted, mediaTypeOf } from './media-types.ts';
import { messageShows } from './threads.ts';
import { isId, notFound, visibleTicket } from './tickets.ts';

/** Uploads of one contact that may wait to be sent, as multiples of what one message takes. */
const pendingMessages = 5;

export interface UploadContext {
  storage: Storage;
  files: Files;
  settings: () => GatewaySettings;
  now: () => Date;
}

type UploadMethods = Pick<HelpDesk, 'upload' | 'discardUpload' | 'openAttachment'>;

export function createUploads({ storage, files, settings, now }: UploadContext): UploadMethods {
  const { db } = storage;

  return {
    async upload(actor, file): Promise<DeskAttachment> {
      const { maxBytes, maxCount, accept } = settings().attachments;
      const waiting = await db
        .selectFrom('attachments')
        .select((eb) => eb.fn.countAll().as('count'))
        .where('owner_id', '=', actor.contactId)
        .where('message_id', 'is', null)
        .executeTakeFirstOrThrow();
      if (Number(waiting.count) >= maxCount * pendingMessages) {
        throw new DeskError('too-large', 'too many uploads wait to be sent');
      }
      const name = cleanFileName(file.name);
      const written = await files.write(file.stream, {
        maxBytes,
        ...(file.signal ? { signal: file.signal } : {}),
      });
      try {
        const mediaType = await mediaTypeOf(written.head, file.mediaType, name);
        if (!isAccepted(accept, mediaType, name)) {
          throw new DeskError('unsupported-media', 'the portal does not take this kind of file');
        }
        const at = now();
        const id = newId(at.getTime());
        await db
          .insertInto('attachments')
          .values({
            id,
            owner_id: actor.contactId,
            ticket_id: null,
            message_id: null,
            position: 0,
            name,
            media_type: mediaType,
            bytes: written.bytes,
            sha256: written.sha256,
            storage_key: written.key,
            created_at: at.toISOString(),
          })
          .execute();
        return { id, name, mediaType, bytes: written.bytes };
      } catch (error) {
        await files.remove(written.key);
        throw error;
      }
    },

    async discardUpload(actor, id): Promise<void> {
      if (!isId(id)) throw notFound('upload');
      // One statement decides: an upload that was sent in the meantime stays.
      const gone = await db
        .deleteFrom('attachments')
        .where('id', '=', id)
        .where('owner_id', '=', actor.contactId)
        .where('message_id', 'is', null)
        .returning('storage_key')
        .executeTakeFirst();
      if (!gone) throw notFound('upload');
      await files.remove(gone.storage_key);
    },

    async openAttachment(actor, id): Promise<ByteStream> {
      if (!isId(id)) throw notFound('attachment');
      const row = await db.selectFrom('attachments').selectAll().where('id', '=', id).executeTakeFirst();
      if (!row) throw notFound('attachment');
      if (row.message_id === null) {
        if (row.owner_id !== actor.contactId) throw notFound('attachment');
      } else {
        await visibleTicket(db, actor, row.ticket_id ?? '');
        const message = await db
          .selectFrom('messages')
          .select('id')
          .where('id', '=', row.message_id)
          .where(messageShows(actor))
          .executeTakeFirst();
        if (!message) throw notFound('attachment');
      }
      return {
        stream: await files.open(row.storage_key),
        name: row.name,
        mediaType: row.media_type,
        bytes: row.bytes,
      };
    },
  };
}
