import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { DOMParser, XMLSerializer } from '@xmldom/xmldom';
import fc from 'fast-check';
import type { FlowMemory, IdentityProvider, ProviderTools } from '../../../src/auth/federation/provider.ts';
import { createSamlProvider } from '../../../src/auth/federation/saml.ts';
import type { OneTime } from '../../../src/auth/one-time.ts';
import { DeskError } from '../../../src/desks/errors.ts';
import type { SamlIdp } from '../../helpers/saml-idp.ts';
import { createSamlIdp, readSamlRequest, toBase64 } from '../../helpers/saml-idp.ts';

const callbackUrl = 'https://support.example/api/auth/providers/acme/callback';
const runs = 250;

/** Enough of the store for one flow at a time. */
function storeInMemory(): OneTime {
  const kept = new Map<string, object>();
  return {
    issue(_purpose, { token = '', data }) {
      kept.set(token, data);
      return Promise.resolve(token);
    },
    look: <T extends object>(_purpose: string, token: string) =>
      Promise.resolve(kept.get(token) as T | undefined),
    prolong: () => Promise.resolve(),
    take<T extends object>(_purpose: string, token: string) {
      const data = kept.get(token) as T | undefined;
      kept.delete(token);
      return Promise.resolve(data);
    },
    first: () => Promise.resolve(true),
    void: () => Promise.resolve(),
    sweep: () => Promise.resolve(),
  };
}

describe('a signed answer that was changed at random', () => {
  let idp: SamlIdp;
  let provider: IdentityProvider;

  before(async () => {
    idp = await createSamlIdp('https://idp.example/metadata');
    const tools: Partial<ProviderTools> = { oneTime: storeInMemory(), now: () => new Date() };
    provider = createSamlProvider(
      {
        kind: 'saml',
        id: 'acme',
        label: 'Acme',
        enabled: true,
        audience: 'all',
        staff: false,
        claims: {},
        issuer: idp.issuer,
        entryPoint: 'https://idp.example/sso',
        certificates: [idp.certificate],
      },
      tools as ProviderTools,
    );
  });

  /** What the provider makes of an answer: the person, or nobody. */
  async function outcomeOf(xml: string, memory: FlowMemory): Promise<string | undefined> {
    const params = new URLSearchParams({ SAMLResponse: toBase64(xml) });
    try {
      return JSON.stringify(await provider.complete({ params, url: callbackUrl, callbackUrl, memory }));
    } catch (error) {
      assert.ok(error instanceof DeskError && error.code === 'unauthenticated', String(error));
      return undefined;
    }
  }

  /** Tries a change again and again; answers how often the answer was still about the person who was signed. */
  async function attempt<Input>(
    inputs: fc.Arbitrary<Input>,
    change: (xml: string, input: Input) => string,
  ): Promise<number> {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(inputs, async (input) => {
        const { url, memory } = await provider.begin({ state: 's', callbackUrl });
        const xml = idp.write(idp.answer(readSamlRequest(url)));
        const changed = change(xml, input);
        fc.pre(changed !== xml);
        const outcome = await outcomeOf(changed, memory);
        if (outcome === undefined) return;
        accepted += 1;
        assert.deepEqual(JSON.parse(outcome), {
          subject: 'mallory-1',
          email: 'mallory@stranger.example',
          emailVerified: true,
          name: 'Mallory Quill',
        });
      }),
      { numRuns: runs },
    );
    return accepted;
  }

  const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const pick = <Item>(items: readonly Item[], at: number): Item => items[Math.floor(at * items.length)]!;

  test('left as it is, it is good', async () => {
    const { url, memory } = await provider.begin({ state: 's', callbackUrl });
    const xml = idp.write(idp.answer(readSamlRequest(url)));
    // As the changes of structure write it.
    const document = new DOMParser().parseFromString(xml, 'text/xml');
    const written = new XMLSerializer().serializeToString(document);
    assert.match((await outcomeOf(written, memory)) ?? '', /"subject":"mallory-1"/);
  });

  test('characters replaced or left out: about the same person, or nobody', async (context) => {
    const change = fc.record({
      at: place,
      length: fc.integer({ min: 0, max: 40 }),
      text: fc.oneof(
        fc.string({ maxLength: 8 }),
        fc.constantFrom('<', '>', '"', '&amp;', 'owner', '<a/>', '#', ' '),
      ),
    });
    const accepted = await attempt(change, (xml, { at, length, text }) => {
      const start = Math.floor(at * xml.length);
      return xml.slice(0, start) + text + xml.slice(start + length);
    });
    // Such as another space inside a tag, which no signature covers.
    context.diagnostic(`${runs} changes of characters, ${accepted} of them without a meaning`);
  });

  test('elements copied, moved or put into each other: about the same person, or nobody', async (context) => {
    const change = fc.record({
      from: place,
      to: place,
      copy: fc.boolean(),
      position: fc.constantFrom('before', 'inside-first', 'inside-last'),
      edit: fc.boolean(),
    });
    const accepted = await attempt(change, (xml, { from, to, copy, position, edit }) => {
      const document = new DOMParser().parseFromString(xml, 'text/xml');
      const found = document.getElementsByTagName('*');
      const elements = Array.from({ length: found.length }, (_, index) => found[index]!).slice(1);
      const source = pick(elements, from);
      const target = pick(elements, to);
      for (let node: Node | null = target; node; node = node.parentNode) fc.pre(copy || node !== source);
      const moved = (copy ? source.cloneNode(true) : source) as Element;
      if (edit && copy) rename(moved);
      if (position === 'before') target.parentNode?.insertBefore(moved, target);
      else target.insertBefore(moved, position === 'inside-first' ? target.firstChild : null);
      return new XMLSerializer().serializeToString(document);
    });
    context.diagnostic(`${runs} changes of structure, ${accepted} of them without a meaning`);
  });

  /** Makes an element say somebody else's name, wherever it says one. */
  function rename(element: Element): void {
    for (let node = element.firstChild; node; node = node.nextSibling) {
      if (node.nodeType === 1) rename(node as Element);
      else if (node.nodeValue?.includes('allory')) node.nodeValue = 'owner@portico.example';
    }
  }
});
