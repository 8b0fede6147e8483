import type { UploadOptions } from '../adapter.ts';
import type { Attachment } from '../model.ts';
import { abortError, throwIfAborted } from '../shared/abort.ts';
import { networkError, read, typeOf, writeHeaders, type Clock, type Held } from './request.ts';

/** Sends a file by XMLHttpRequest: fetch tells nothing of what it has sent so far. */
export async function uploadWithProgress(
  url: string,
  file: File,
  { signal, onProgress }: UploadOptions,
  clock: Clock,
  contact: string | undefined,
  held: Held,
): Promise<Attachment> {
  throwIfAborted(signal);
  const request = new XMLHttpRequest();
  const stop = () => request.abort();
  try {
    await new Promise<void>((resolve, reject) => {
      request.open('PUT', url);
      request.withCredentials = true;
      for (const [name, value] of Object.entries(writeHeaders(typeOf(file), contact, held)))
        request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded }) => onProgress?.(Math.min(loaded, file.size), file.size);
      request.onload = () => resolve();
      request.onerror = () => reject(networkError(new TypeError('The upload failed')));
      request.onabort = () => reject(abortError());
      signal?.addEventListener('abort', stop);
      request.send(file);
    });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  const { status, responseText } = request;
  return read([status, responseText, request.getResponseHeader('Retry-After')], 'id', url, clock);
}
