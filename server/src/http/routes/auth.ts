import { createRoute } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Begun, Caller } from '../../auth/auth.ts';
import {
  challengeSchema,
  checkEmailSchema,
  mailRequestSchema,
  registrationSchema,
  resetSchema,
  signedInSchema,
  signInResultSchema,
  signInSchema,
  verifySchema,
} from '../auth-schemas.ts';
import type { GatewayContext, GatewayEnv, Services } from '../environment.ts';
import { callerAddress } from '../environment.ts';
import { emptySchema } from '../request-schemas.ts';
import type { Visitors } from '../visitors.ts';
import { body, json, problems } from './answers.ts';

/** Who calls, as far as the network tells. */
export function callerOf(
  context: GatewayContext,
  { config }: Pick<Services, 'config'>,
  proof?: string,
): Caller {
  const caller: Caller = {
    headers: context.req.raw.headers,
    address: callerAddress(context, config.trustProxy),
  };
  return proof === undefined ? caller : { ...caller, proof };
}

/** Signing in and out, registering, and setting a new password. */
export function authRoutes(
  app: OpenAPIHono<GatewayEnv>,
  services: Pick<Services, 'auth' | 'config'>,
  visitors: Visitors,
): void {
  const { auth } = services;

  const signedIn = async (context: GatewayContext, { session, cookie, returnTo }: Begun) => {
    context.header('set-cookie', cookie);
    const who = visitors.session(await visitors.from(session));
    return { state: 'signed-in' as const, session: who, ...(returnTo === undefined ? {} : { returnTo }) };
  };

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/sign-in',
      request: { body: body(signInSchema) },
      responses: {
        200: json(signInResultSchema, 'Signed in, with the session in the cookie; or where to go to sign in'),
        ...problems,
      },
    }),
    async (context) => {
      const credentials = context.req.valid('json');
      const caller = callerOf(context, services);
      switch (credentials.method) {
        case 'redirect': {
          const { url, cookie } = await auth.federation.start(credentials, caller);
          context.header('set-cookie', cookie);
          return context.json({ state: 'redirect' as const, url }, 200);
        }
        case 'password':
          return context.json(await signedIn(context, await auth.signIn(credentials, caller)), 200);
        case 'link':
          return context.json(
            await signedIn(context, await auth.signInByLink(credentials.token, caller)),
            200,
          );
        case 'code':
          return context.json(await signedIn(context, await auth.signInByCode(credentials, caller)), 200);
        case 'exchange':
          return context.json(
            await signedIn(context, await auth.federation.exchange(credentials, caller)),
            200,
          );
      }
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/sign-out',
      request: { body: body(emptySchema) },
      responses: { 204: { description: 'Signed out, on every gateway' }, ...problems },
    }),
    async (context) => {
      const { cookie } = await auth.signOut(context.req.raw.headers);
      context.header('set-cookie', cookie);
      return context.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/auth/challenge',
      responses: { 200: json(challengeSchema, 'What to solve first, if anything'), ...problems },
    }),
    async (context) => context.json({ challenge: await challenge() }, 200),
  );
  const challenge = async (): Promise<Record<string, unknown> | null> => {
    const asked = await auth.challenge();
    return asked ? { ...asked } : null;
  };

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/register',
      request: { body: body(registrationSchema) },
      responses: { 200: json(checkEmailSchema, 'A mail tells how to go on'), ...problems },
    }),
    async (context) => {
      const { proof, ...registration } = context.req.valid('json');
      await auth.register(registration, callerOf(context, services, proof));
      return context.json({ state: 'check-email' as const }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/verify',
      request: { body: body(verifySchema) },
      responses: { 200: json(signedInSchema, 'The account is made and signed in'), ...problems },
    }),
    async (context) => {
      const begun = await auth.verify(context.req.valid('json').token, callerOf(context, services));
      return context.json(await signedIn(context, begun), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/link',
      request: { body: body(mailRequestSchema) },
      responses: {
        200: json(checkEmailSchema, 'A mail with a link and a code is sent where there is an account'),
        ...problems,
      },
    }),
    async (context) => {
      const { proof, ...mail } = context.req.valid('json');
      await auth.requestLink(mail, callerOf(context, services, proof));
      return context.json({ state: 'check-email' as const }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/request-reset',
      request: { body: body(mailRequestSchema) },
      responses: {
        200: json(checkEmailSchema, 'A mail with a link is sent where there is an account'),
        ...problems,
      },
    }),
    async (context) => {
      const { proof, ...mail } = context.req.valid('json');
      await auth.requestReset(mail, callerOf(context, services, proof));
      return context.json({ state: 'check-email' as const }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/reset',
      request: { body: body(resetSchema) },
      responses: {
        200: json(signedInSchema, 'The password is set, every other session over, this one begun'),
        ...problems,
      },
    }),
    async (context) => {
      const begun = await auth.reset(context.req.valid('json'), callerOf(context, services));
      return context.json(await signedIn(context, begun), 200);
    },
  );
}
