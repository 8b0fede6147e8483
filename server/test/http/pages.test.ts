import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Hono } from 'hono';
import type { GatewayEnv } from '../../src/http/environment.ts';
import { createPages } from '../../src/http/pages.ts';
import type { Site } from '../../src/http/site.ts';
import { startGateway, type TestGateway } from '../helpers/gateway.ts';

const folder = (name: string, ...paths: string[]): Site => ({
  page: (_, path) => Promise.resolve(paths.includes(path) ? new Response(`${name} ${path}`) : undefined),
  notFound: () => Promise.resolve(new Response(`${name} has no such page`, { status: 404 })),
});

const own = folder('own', '/portal/', '/staff/', '/cdn/portico.js');

describe('the gateway’s own pages', () => {
  let slug = 'help-desk';

  const served = async (site: Site | undefined, path: string): Promise<string> => {
    const app = new Hono<GatewayEnv>();
    const page = createPages({ site, own, slug: () => slug });
    app.notFound((context) => page(context));
    const answer = await app.request(path);
    return answer.headers.get('location') ?? `${answer.status} ${await answer.text()}`;
  };

  test('the whole portal stands at the slug, which may change', async () => {
    assert.equal(await served(undefined, '/help-desk/'), '200 own /portal/');
    assert.equal(await served(undefined, '/help-desk'), '/help-desk/');
    assert.match(await served(undefined, '/portal/'), /^404/);
    slug = 'portal';
    assert.equal(await served(undefined, '/portal/'), '200 own /portal/');
    assert.match(await served(undefined, '/help-desk/'), /^404/);
    slug = 'help-desk';
  });

  test('a site has its own pages, and its own portal where it has one there', async () => {
    const site = folder('site', '/', '/help-desk/', '/staff/');
    assert.equal(await served(site, '/'), '200 site /');
    assert.equal(await served(site, '/help-desk/'), '200 site /help-desk/');
    assert.equal(await served(folder('site', '/'), '/help-desk/'), '200 own /portal/');
    assert.equal(await served(site, '/nowhere'), '404 site has no such page');
    // Where agents work is the gateway's, whatever the site has there.
    assert.equal(await served(site, '/staff/'), '200 own /staff/');
    assert.equal(await served(site, '/cdn/portico.js'), '200 own /cdn/portico.js');
  });

  test('without a site, the first page leads to the portal', async () => {
    assert.equal(await served(undefined, '/'), '/help-desk/');
  });
});

describe('the library’s script', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway?.stop());

  test('is for pages of every origin, and nothing else is', async () => {
    const script = await gateway.get('/cdn/portico.js');
    assert.equal(script.headers.get('access-control-allow-origin'), '*');
    assert.equal(script.headers.get('cross-origin-resource-policy'), 'cross-origin');
    for (const path of ['/', '/staff/', '/cdn', '/api/portal', '/cdnx/portico.js']) {
      const { headers } = await gateway.client().fetch(path, { redirect: 'manual' });
      assert.equal(headers.get('access-control-allow-origin'), null, path);
      assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin', path);
    }
  });
});
