import type { Page } from '@playwright/test';

export interface OwnPage {
  /** Markup of the body. */
  body: string;
  /** Source of the page's one module, which may import from `/cdn/portico.js`. */
  script?: string;
  lang?: string;
  dir?: 'ltr' | 'rtl';
  /** Sources beside its own that the page may call; its policy is the gateway's otherwise. */
  connect?: string;
  /** More for the head. */
  head?: string;
  /** Where it stands, on the same site; every path below is answered with it too, as routing by history needs. */
  path?: string;
  /** Of its address, from the question mark on. */
  search?: string;
}

/** What a page needs to have the elements, and the gateway it came from. */
export const wiring = `
  import { configurePortal, gatewayAdapter } from '/cdn/portico.js';
  configurePortal({ adapter: gatewayAdapter({ url: '/' }) });
`;

/** Puts a page of an owner's own beside the gateway's, under the policy that the gateway sets, and opens it. */
export async function openOwnPage(page: Page, own: OwnPage): Promise<void> {
  const {
    body,
    script = "import '/cdn/portico.js';",
    lang = 'en',
    dir = 'ltr',
    path = '/own/',
    head = '',
  } = own;
  const policy = (await page.context().request.get('/')).headers()['content-security-policy'] ?? '';
  if (!policy.includes("connect-src 'self'")) throw new Error(`unexpected policy: ${policy}`);
  const headers = {
    'content-security-policy': policy.replace(
      "connect-src 'self'",
      `connect-src 'self' ${own.connect ?? ''}`.trim(),
    ),
  };
  await page.route(
    (url) => url.pathname === `${path}own.js`,
    (route) => route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  await page.route(
    (url) => url.pathname.startsWith(path) && !url.pathname.endsWith('.js'),
    (route) =>
      route.fulfill({
        contentType: 'text/html; charset=utf-8',
        headers,
        body: `<!doctype html><html lang="${lang}" dir="${dir}"><head><title>A page of its own</title>
          <meta name="viewport" content="width=device-width, initial-scale=1">${head}
          <script type="module" src="${path}own.js"></script></head><body>${body}</body></html>`,
      }),
  );
  await page.goto(path + (own.search ?? ''));
}
