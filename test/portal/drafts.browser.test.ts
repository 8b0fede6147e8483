import { expect } from '@open-wc/testing';
import { Drafts } from '../../src/portal/drafts.ts';
import type { KeyValueStore } from '../../src/portal/storage.ts';

function mapStore(map = new Map<string, string>()): KeyValueStore {
  return {
    get: (key) => map.get(key) ?? null,
    set: (key, value) => void map.set(key, value),
    remove: (key) => void map.delete(key),
    keys: () => [...map.keys()],
  };
}

describe('the name of a tab', () => {
  it('is left for the page after a reload, and for no copy of the tab', () => {
    const store = mapStore();
    const drafts = new Drafts(store, () => 'alice');
    drafts.save('reply:t', { values: { message: 'Half a thought' }, attachments: [] });
    const [key = ''] = store.keys();
    expect(sessionStorage.getItem('portico.tab'), 'what a duplicate of the tab would begin with').to.be.null;
    dispatchEvent(new Event('pagehide'));
    expect(key.split('~').at(-1)).to.equal(sessionStorage.getItem('portico.tab'));
  });
});
