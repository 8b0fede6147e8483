import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Drafts, type Draft } from '../../src/portal/drafts.ts';
import { draftPlaces } from '../../src/portal/outbox-module.ts';
import { browserStore } from '../../src/portal/storage.ts';
import { mapStore } from './helpers.ts';

const draft = (message: string): Draft => ({ values: { message }, attachments: [] });

function draftsOf(contact: string | undefined = 'c-1', store = mapStore()) {
  const who = { contact };
  return { drafts: new Drafts(store, () => who.contact), store, who };
}

describe('drafts', () => {
  it('are found again, at their place', () => {
    const { drafts } = draftsOf();
    const kept = {
      ...draft('Half a'),
      key: 'k',
      attachments: [{ id: 'a', name: 'x.png', mediaType: 'image/png' }],
    };
    drafts.save('reply:t-1', kept);
    assert.deepEqual(drafts.load('reply:t-1'), kept);
    assert.equal(drafts.load('reply:t-2'), undefined);
    assert.equal(drafts.load('form:t-1'), undefined);
    drafts.remove('reply:t-1');
    assert.equal(drafts.load('reply:t-1'), undefined);
  });

  it('are each contact’s own, and come back with the contact', () => {
    const { drafts, who } = draftsOf('alice');
    drafts.save('reply:t', draft('Alice’s'));
    who.contact = 'bob';
    assert.equal(drafts.load('reply:t'), undefined);
    drafts.save('reply:t', draft('Bob’s'));
    who.contact = 'alice';
    assert.equal(drafts.load('reply:t')?.values.message, 'Alice’s');
  });

  it('of contacts whose ids look alike are told apart', () => {
    const { drafts, who, store } = draftsOf('a');
    drafts.save('reply:t', draft('one'));
    who.contact = 'a:reply';
    drafts.save('form:t', draft('two'));
    assert.deepEqual(
      ['a', 'a:reply'].map(
        (contact) => store.keys().filter((key) => key.startsWith(draftPlaces(contact))).length,
      ),
      [1, 1],
    );
  });

  it('of two tabs at one place lose neither text', () => {
    const store = mapStore();
    const tab = (id: string) => new Drafts(store, () => 'alice', id);
    const [one, two] = [tab('one'), tab('two')];
    one.save('reply:t', draft('First thought'));
    two.save('reply:t', draft('Another thought'));
    one.save('reply:t', draft('First thought, longer'));
    assert.equal(tab('one').load('reply:t')?.values.message, 'First thought, longer', 'after a reload');
    assert.equal(tab('two').load('reply:t')?.values.message, 'Another thought');
    one.remove('reply:t'); // sent
    assert.equal(tab('three').load('reply:t')?.values.message, 'Another thought', 'left behind');
  });

  it('that a tab has left behind are taken up once', () => {
    const store = mapStore();
    const tab = (id: string) => new Drafts(store, () => 'alice', id);
    tab('gone').save('reply:t', draft('Half a'));
    const next = tab('next');
    assert.equal(next.load('reply:t')?.values.message, 'Half a');
    next.save('reply:t', draft('Half a thought'));
    next.remove('reply:t');
    assert.equal(tab('later').load('reply:t'), undefined, 'what became of it was sent');
  });

  it('that another tab goes on with stay with it', () => {
    const store = mapStore();
    const tab = (id: string) => new Drafts(store, () => 'alice', id);
    const [writer, reader] = [tab('writer'), tab('reader')];
    writer.save('reply:t', draft('I am'));
    reader.load('reply:t');
    writer.save('reply:t', draft('I am still writing'));
    reader.remove('reply:t');
    assert.equal(tab('writer').load('reply:t')?.values.message, 'I am still writing');
  });

  it('of places whose names begin alike are not mixed up', () => {
    const { drafts } = draftsOf();
    drafts.save('reply:t~1', draft('one'));
    assert.equal(drafts.load('reply:t'), undefined);
    assert.equal(draftsOf('c-2').drafts.load('reply:t~1'), undefined);
  });

  it('leave nothing behind when they are emptied', () => {
    const { drafts, store } = draftsOf();
    drafts.save('reply:t', draft('x'));
    drafts.save('reply:t', { values: { message: '', list: [], flag: false, none: null }, attachments: [] });
    assert.equal(store.map.size, 0);
  });

  it('are kept for nobody while nobody is signed in', () => {
    const store = mapStore();
    const drafts = new Drafts(store, () => undefined);
    drafts.save('reply:t', draft('x'));
    drafts.remove('reply:t');
    assert.equal(store.map.size, 0);
    assert.equal(drafts.load('reply:t'), undefined);
  });

  for (const text of ['{', 'null', '1', '"x"', '{"values":1}', '{"attachments":[]}'])
    it(`do not stumble over ${text} in the store`, () => {
      const { drafts, store } = draftsOf();
      drafts.save('reply:t', draft('x'));
      const [key = ''] = store.map.keys();
      store.set(key, text);
      assert.equal(drafts.load('reply:t'), undefined);
    });
});

describe('the browser’s store', () => {
  const refusing = (): Storage => {
    throw new DOMException('refused', 'SecurityError');
  };

  it('is memory where the browser refuses its own', () => {
    const store = browserStore(refusing);
    store.set('a', '1');
    assert.equal(store.get('a'), '1');
    assert.deepEqual(store.keys(), ['a']);
    store.remove('a');
    assert.equal(store.get('a'), null);
    assert.deepEqual(store.keys(), []);
  });

  it('keeps the newest value when the browser’s is full', () => {
    const map = new Map([['a', 'old']]);
    const full = {
      getItem: (key: string) => map.get(key) ?? null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
      removeItem: (key: string) => void map.delete(key),
    };
    const store = browserStore(() => full as unknown as Storage);
    store.set('a', 'new');
    assert.equal(store.get('a'), 'new');
    store.remove('a');
    assert.equal(store.get('a'), null);
  });

  it('is safe where there is no such thing at all', () => {
    const store = browserStore(() => {
      throw new ReferenceError('localStorage is not defined');
    });
    assert.equal(store.get('a'), null);
    assert.deepEqual(store.keys(), []);
  });
});
