import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { GatewayContext, GatewayEnv, Services } from '../environment.ts';
import { callerOf } from './auth.ts';
import { problems } from './answers.ts';

const params = z.strictObject({ provider: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/) });
const sentOn = { 303: { description: 'Back to the page, with a one-time code or a reason in the fragment' } };

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
      request: {
        params,
        body: {
          content: { 'application/x-www-form-urlencoded': { schema: z.record(z.string(), z.string()) } },
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
