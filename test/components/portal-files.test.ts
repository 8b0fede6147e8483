import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { memoryAdapter, type MemoryAdapterOptions } from '../../src/api/memory/index.ts';
import { demoSeed } from '../../src/api/memory/demo-seed.ts';
import { PortalError } from '../../src/api/errors.ts';
import type { AttachmentLimits } from '../../src/api/model.ts';
import '../../src/components/portal-files/define.ts';
import type { PortalFiles } from '../../src/components/portal-files/portal-files.ts';
import { Uploads } from '../../src/portal/uploads.ts';
import { waitUntil } from './wait-until.ts';

const limits: AttachmentLimits = { maxBytes: 1_000_000, maxCount: 2, accept: ['.txt', 'image/*'] };
const text = (name = 'notes.txt', size = 1200) => new File(['x'.repeat(size)], name, { type: 'text/plain' });

function uploadsWith(options: MemoryAdapterOptions = {}, accepted = limits): Uploads {
  const adapter = memoryAdapter({ seed: demoSeed(), signedInAs: 'alice@acme.example', ...options });
  return new Uploads(adapter, () => accepted);
}

async function files(uploads: Uploads, compact = false): Promise<PortalFiles> {
  return fixture<PortalFiles>(
    html`<portal-files .uploads=${uploads} .limits=${limits} ?compact=${compact}></portal-files>`,
  );
}

const part = (element: PortalFiles, name: string) =>
  element.shadowRoot!.querySelector<HTMLElement>(`[part=${name}]`);
const words = (element: PortalFiles) => element.shadowRoot!.textContent.replace(/\s+/g, ' ').trim();

describe('portal-files', () => {
  describe('the place to drop files', () => {
    it('tells the limits before anything is added', async () => {
      const element = await files(uploadsWith());
      expect(part(element, 'limits')).to.have.trimmed.text('Up to 2 files, 1 MB each');
      await expect(element).to.be.accessible();
    });

    it('is absent when compact, and without files nothing shows', async () => {
      const element = await files(uploadsWith(), true);
      expect(words(element)).to.equal('');
    });

    it('opens the chooser, which takes several files of the accepted kinds', async () => {
      const element = await files(uploadsWith());
      const input = element.shadowRoot!.querySelector('input')!;
      expect(input.multiple).to.be.true;
      expect(input.accept).to.equal('.txt,image/*');
      let opened = 0;
      input.click = () => opened++; // a real chooser stays open over the test
      part(element, 'choose-button')!.click();
      element.pick();
      expect(opened).to.equal(2);
    });

    it('takes files that are chosen, the same one again after it was taken out', async () => {
      const uploads = uploadsWith();
      const element = await files(uploads);
      const input = element.shadowRoot!.querySelector('input')!;
      const choose = () => {
        const transfer = new DataTransfer();
        transfer.items.add(text());
        input.files = transfer.files;
        input.dispatchEvent(new Event('change'));
      };
      choose();
      expect(uploads.items.value).to.have.length(1);
      expect(input.value).to.equal('');
      uploads.clear();
      choose();
      expect(uploads.items.value.map(({ name }) => name)).to.deep.equal(['notes.txt']);
    });

    it('takes files that are dropped, and shows where they will land', async () => {
      const uploads = uploadsWith();
      const element = await files(uploads);
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(text());
      const over = new DragEvent('dragover', { dataTransfer, cancelable: true });
      part(element, 'drop')!.dispatchEvent(over);
      await element.updateComplete;
      expect(over.defaultPrevented).to.be.true;
      expect(part(element, 'drop')).to.have.class('over');
      part(element, 'drop')!.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
      await element.updateComplete;
      expect(uploads.items.value.map(({ name }) => name)).to.deep.equal(['notes.txt']);
      expect(part(element, 'drop')).not.to.have.class('over');
    });

    it('leaves text that is dragged over it alone', async () => {
      const element = await files(uploadsWith());
      const dataTransfer = new DataTransfer();
      dataTransfer.setData('text/plain', 'hello');
      const over = new DragEvent('dragover', { dataTransfer, cancelable: true });
      part(element, 'drop')!.dispatchEvent(over);
      expect(over.defaultPrevented).to.be.false;
    });
  });

  describe('a file', () => {
    it('shows name, size and progress, then is attached and announced', async () => {
      const uploads = uploadsWith({ latency: 1500 });
      const element = await files(uploads, true);
      uploads.add([text()]);
      await element.updateComplete;
      expect(part(element, 'file-name')).to.have.text('notes.txt');
      expect(words(element)).to.include('1.2 kB');
      expect(part(element, 'progress')!.getAttribute('aria-label')).to.equal('notes.txt, 0 % uploaded');
      const bar = part(element, 'progress') as HTMLProgressElement;
      await waitUntil(() => bar.value > 0 && bar.value < 1, 'progress shows', { interval: 5 });
      await expect(element).to.be.accessible();
      await waitUntil(() => !uploads.busy);
      await element.updateComplete;
      expect(part(element, 'progress')).to.be.null;
      expect(part(element, 'remove-button')).to.have.attribute('aria-label', 'Remove notes.txt');
      expect(element.shadowRoot!.querySelector('[role=status]')).to.have.text('notes.txt is attached');
      await expect(element).to.be.accessible();
    });

    it('can be cancelled while it is under way', async () => {
      const uploads = uploadsWith({ latency: 1000 });
      const element = await files(uploads, true);
      uploads.add([text()]);
      await element.updateComplete;
      const cancel = part(element, 'remove-button')!;
      expect(cancel).to.have.attribute('aria-label', 'Cancel the upload of notes.txt');
      cancel.click();
      await element.updateComplete;
      expect(uploads.items.value).to.be.empty;
      expect(uploads.busy).to.be.false;
    });

    it('that is too large says the limit and offers no second try', async () => {
      const uploads = uploadsWith();
      const element = await files(uploads, true);
      uploads.add([text('large.txt', 1_000_001)]);
      await element.updateComplete;
      expect(part(element, 'file-error')).to.have.text('Larger than 1 MB.');
      expect(part(element, 'retry-button')).to.be.null;
      expect(element.shadowRoot!.querySelector('[role=status]')).to.have.text(
        'large.txt was not uploaded: Larger than 1 MB.',
      );
      await expect(element).to.be.accessible();
    });

    it('beyond the number allowed says how many there may be', async () => {
      const uploads = uploadsWith();
      const element = await files(uploads, true);
      uploads.add([text('1.txt'), text('2.txt'), text('3.txt')]);
      await element.updateComplete;
      expect(part(element, 'file-error')).to.have.text('At most 2 files.');
    });

    it('of a kind that is not accepted is refused before a byte is sent', async () => {
      const uploads = uploadsWith({
        faults: () => {
          throw new Error('nothing may be sent');
        },
      });
      const element = await files(uploads, true);
      uploads.add([new File(['x'], 'tool.exe', { type: 'application/x-msdownload' })]);
      await element.updateComplete;
      expect(part(element, 'file-error')).to.have.text('Files of this kind are not accepted.');
    });

    it('that failed on the way can be tried again', async () => {
      let lost = false;
      const uploads = uploadsWith({
        faults: ({ name }) =>
          name === 'attachments.upload' && !lost ? ((lost = true), 'lose-request') : undefined,
      });
      const element = await files(uploads, true);
      uploads.add([text()]);
      await waitUntil(() => part(element, 'retry-button'));
      expect(part(element, 'file-error')).to.have.text('No connection. Please check the network.');
      part(element, 'retry-button')!.click();
      await waitUntil(() => uploads.attachments.length === 1);
      await element.updateComplete;
      expect(part(element, 'file-error')).to.be.null;
    });

    it('is refused for good when the backend says so', async () => {
      const uploads = uploadsWith({ faults: () => new PortalError('unsupported-media') });
      const element = await files(uploads, true);
      uploads.add([text()]);
      await waitUntil(() => part(element, 'file-error'));
      expect(part(element, 'retry-button')).to.be.null;
    });

    it('with a hostile or endless name is text, and wraps', async () => {
      const uploads = uploadsWith();
      const element = await files(uploads, true);
      element.style.width = '300px';
      const name = `<img src=x onerror=alert(1)>${'w'.repeat(300)}.txt`;
      uploads.add([text(name)]);
      await element.updateComplete;
      expect(part(element, 'file-name')).to.have.text(name);
      expect(element.shadowRoot!.querySelector('img')).to.be.null;
      expect(element.scrollWidth).to.be.at.most(300);
    });
  });

  describe('taking files out', () => {
    it('moves focus to the neighbour, then to the chooser', async () => {
      const uploads = uploadsWith();
      const element = await files(uploads);
      uploads.add([text('1.txt'), text('2.txt')]);
      await waitUntil(() => !uploads.busy);
      await element.updateComplete;
      part(element, 'remove-button')!.click();
      await waitUntil(() => element.shadowRoot!.activeElement);
      expect(element.shadowRoot!.activeElement).to.have.attribute('aria-label', 'Remove 2.txt');
      (element.shadowRoot!.activeElement as HTMLElement).click();
      await waitUntil(() => element.shadowRoot!.activeElement === part(element, 'choose-button'));
    });

    it('tells whoever uses it when nothing is left to focus', async () => {
      const uploads = uploadsWith();
      const element = await files(uploads, true);
      uploads.add([text()]);
      await waitUntil(() => !uploads.busy);
      await element.updateComplete;
      setTimeout(() => part(element, 'remove-button')!.click());
      await oneEvent(element, 'files-emptied');
      expect(uploads.items.value).to.be.empty;
    });

    it('survives an adapter that throws while it takes an upload back', async () => {
      const adapter = memoryAdapter({ seed: demoSeed(), signedInAs: 'alice@acme.example' });
      const uploads = new Uploads(
        {
          ...adapter,
          attachments: {
            ...adapter.attachments!,
            discard() {
              throw new Error('broken');
            },
          },
        },
        () => limits,
      );
      uploads.add([text()]);
      await waitUntil(() => !uploads.busy);
      uploads.remove(uploads.items.value[0]!.id);
      expect(uploads.items.value).to.be.empty;
    });
  });

  describe('its life', () => {
    it('shows what happened while it was away, and listens again when put back', async () => {
      const uploads = uploadsWith();
      const element = await files(uploads, true);
      const parent = element.parentElement!;
      element.remove();
      uploads.add([text()]);
      await waitUntil(() => !uploads.busy);
      parent.append(element);
      await element.updateComplete;
      expect(part(element, 'file-name')).to.have.text('notes.txt');
      uploads.clear();
      await element.updateComplete;
      expect(part(element, 'file')).to.be.null;
    });

    it('follows another set of files and forgets the first', async () => {
      const [first, second] = [uploadsWith(), uploadsWith()];
      const element = await files(first, true);
      first.add([text('first.txt')]);
      element.uploads = second;
      await element.updateComplete;
      expect(words(element)).to.equal('');
      first.add([text('also-first.txt')]);
      second.add([text('second.txt')]);
      await element.updateComplete;
      expect(part(element, 'file-name')).to.have.text('second.txt');
    });
  });
});
