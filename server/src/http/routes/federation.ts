import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { GatewayContext, GatewayEnv, Services } from '../environment.ts';
import { problem } from '../problems.ts';
import { callerOf } from './auth.ts';
import { problems } from './answers.ts';

const params = z.strictObject({ provider: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/) });
const sentOn = { 303: { description: 'Back to the page, with a one-time code or a reason in the fragment' } };

/** Bytes of a form: the longest SAML answer as it comes, in base64 and escaped. */
const formBytes = 640 * 1024;

/** Reads a form whole, up to the limit; the validator and the handler find the text. */
const formBodies: MiddlewareHandler<GatewayEnv> = async (context, next) => {
  const type = context.req.header('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) return problem('unsupported-media');
  if (Number(context.req.header('content-length') ?? 0) > formBytes) return problem('too-large');
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Counted as it comes: a length that is not told, or told wrong, helps nobody.
  for await (const chunk of context.req.raw.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > formBytes) return problem('too-large');
    chunks.push(chunk);
  }
  const { url, method, headers } = context.req.raw;
  context.req.raw = new Request(url, { method, headers, body: Buffer.concat(chunks) });
  return next();
};

/** Where identity providers send browsers back to, and what they must know of this side. */
export function federationRoutes(
  app: OpenAPIHono<GatewayEnv>,
  services: Pick<Services, 'auth' | 'config' | 'addresses'>,
): void {
  const { auth, addresses } = services;
  const path = '/api/auth/providers/{provider}/callback';

  async function comeBack(context: GatewayContext, provider: string, answer: URLSearchParams) {
    const { pathname, search } = new URL(context.req.url);
    // Not by the Host header, which is anybody's.
    const url = addresses().publicUrl + pathname + search;
    const { location } = await auth.federation.callback(provider, answer, url, callerOf(context, services));
    return context.redirect(location, 303);
  }

  app.openapi(
    createRoute({ method: 'get', path, request: { params }, responses: { ...sentOn, ...problems } }),
    (context) =>
      comeBack(context, context.req.valid('param').provider, new URL(context.req.url).searchParams),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path,
      middleware: [formBodies],
      request: {
        params,
        body: {
          required: true,
          // By a schema that takes anything: what must be there is the provider's to say, and what is wrong leads
          // back to the page like any other failure.
          content: { 'application/x-www-form-urlencoded': { schema: z.record(z.string(), z.unknown()) } },
        },
      },
      responses: { ...sentOn, ...problems },
    }),
    async (context) =>
      comeBack(context, context.req.valid('param').provider, new URLSearchParams(await context.req.text())),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/auth/providers/{provider}/metadata',
      request: { params },
      responses: {
        200: {
          content: { 'application/samlmetadata+xml': { schema: z.string() } },
          description: 'What a SAML identity provider must know of this gateway',
        },
        ...problems,
      },
    }),
    async (context) =>
      context.body(await auth.federation.metadata(context.req.valid('param').provider), 200, {
        'content-type': 'application/samlmetadata+xml; charset=utf-8',
      }),
  );
}
