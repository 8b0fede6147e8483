import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PortalAdapter } from '../../src/api/adapter.ts';
import { PortalError } from '../../src/api/errors.ts';
import type { MemoryConnectionOptions } from '../../src/api/memory/index.ts';
import type { AttachmentLimits } from '../../src/api/model.ts';
import { Uploads, type Upload } from '../../src/portal/uploads.ts';
import { alice, backendOf, once } from './helpers.ts';

const limits: AttachmentLimits = { maxBytes: 1000, maxCount: 2 };
const file = (name = 'a.txt', bytes = 10) => new File(['x'.repeat(bytes)], name, { type: 'text/plain' });

function uploads(options: MemoryConnectionOptions = {}, accepted: AttachmentLimits | undefined = limits) {
  const backend = backendOf();
  const calls: string[] = [];
  const adapter = backend.adapter({
    signedInAs: alice,
    faults: ({ name }) => void calls.push(name),
    ...options,
  });
  return { files: new Uploads(adapter, () => accepted), backend, calls, adapter };
}

const idle = (items: readonly Upload[]) => items.every(({ status }) => status !== 'uploading');

describe('uploads', () => {
  it('begin at once, tell their progress, and end as attachments', async () => {
    const { files } = uploads();
    const progress: number[] = [];
    files.items.subscribe(([item]) => item && progress.push(item.progress));
    files.add([file()]);
    assert.equal(files.busy, true);
    await once(files.items, idle);
    assert.equal(files.busy, false);
    assert.deepEqual(
      files.attachments.map(({ name }) => name),
      ['a.txt'],
    );
    assert.equal(progress.at(-1), 1);
    assert.deepEqual(
      progress,
      [...progress].sort((a, b) => a - b),
    );
  });

  it('refuse what is too large or too many before a byte is sent, each file by itself', async () => {
    const { files, calls } = uploads();
    files.add([file('big', 1001), file('one'), file('two'), file('three')]);
    await once(files.items, idle);
    const [big, , , three] = files.items.value;
    assert.deepEqual([big?.error?.code, big?.error?.fields?.[0]?.limit], ['too-large', 1000]);
    assert.deepEqual([three?.error?.fields?.[0]?.code, three?.error?.fields?.[0]?.limit], ['too-many', 2]);
    assert.equal(calls.filter((name) => name === 'attachments.store').length, 2);
    assert.equal(files.attachments.length, 2);
  });

  it('are not possible where the backend takes no files', () => {
    const none = uploads({ capabilities: { attachments: false } });
    none.files.add([file()]);
    assert.equal(none.files.items.value[0]?.error?.code, 'not-supported');
    const unlimited = new Uploads(uploads().adapter, () => undefined);
    unlimited.add([file()]);
    assert.equal(unlimited.items.value[0]?.error?.code, 'not-supported');
  });

  it('fail with words’ cause, and succeed when tried again', async () => {
    const { files, backend } = uploads();
    backend.failNext('attachments.upload', new PortalError('unavailable'));
    files.add([file()]);
    await once(files.items, idle);
    const [failed] = files.items.value;
    assert.deepEqual([failed?.status, failed?.error?.code], ['failed', 'unavailable']);
    files.retry(failed?.id ?? 0);
    await once(files.items, idle);
    assert.equal(files.items.value[0]?.status, 'done');
    assert.equal(files.items.value[0]?.error, undefined);
  });

  it('can be cancelled, which leaves nothing', async () => {
    const { adapter } = uploads();
    let aborted = false;
    const slow: PortalAdapter = {
      ...adapter,
      attachments: {
        ...adapter.attachments!,
        upload: (_, { signal } = {}) =>
          new Promise((_resolve, reject) =>
            signal?.addEventListener('abort', () => {
              aborted = true;
              reject(signal.reason as Error);
            }),
          ),
      },
    };
    const files = new Uploads(slow, () => limits);
    files.add([file()]);
    files.remove(files.items.value[0]?.id ?? 0);
    assert.ok(aborted);
    assert.deepEqual(files.items.value, []);
    files.add([file()]);
    files.clear();
    assert.deepEqual(files.items.value, []);
    assert.equal(files.busy, false);
  });

  it('take back what was uploaded and is not wanted', async () => {
    const { files, calls } = uploads();
    files.add([file()]);
    await once(files.items, idle);
    files.remove(files.items.value[0]?.id ?? 0);
    assert.deepEqual(files.attachments, []);
    assert.equal(calls.at(-1), 'attachments.discard');
  });

  it('show what an earlier visit had uploaded', () => {
    const { files } = uploads();
    files.restore([{ id: 'a', name: 'before.png', mediaType: 'image/png', bytes: 5 }]);
    assert.deepEqual(
      files.attachments.map(({ id }) => id),
      ['a'],
    );
    assert.equal(files.items.value[0]?.status, 'done');
  });
});
