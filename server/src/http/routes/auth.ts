import { createRoute } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Begun, Caller } from '../../auth/auth.ts';
import type { GatewayContext, GatewayEnv, Services } from '../environment.ts';
import { callerAddress } from '../environment.ts';
import { checkEmailSchema, signedInSchema } from '../schemas.ts';
import { emptySchema, registrationSchema, signInSchema, verifySchema } from '../request-schemas.ts';
import type { Visitors } from '../visitors.ts';
import { body, json, problems } from './answers.ts';

/** Signing in and out, and registering. */
export function authRoutes(
  app: OpenAPIHono<GatewayEnv>,
  { auth, config }: Pick<Services, 'auth' | 'config'>,
  visitors: Visitors,
): void {
  const caller = (context: GatewayContext): Caller => ({
    headers: context.req.raw.headers,
    address: callerAddress(context, config.trustProxy),
  });

  const signedIn = async (context: GatewayContext, { session, cookie }: Begun) => {
    context.header('set-cookie', cookie);
    return { state: 'signed-in' as const, session: visitors.session(await visitors.from(session)) };
  };

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/sign-in',
      request: { body: body(signInSchema) },
      responses: { 200: json(signedInSchema, 'Signed in; the session is in the cookie'), ...problems },
    }),
    async (context) => {
      const { email, password } = context.req.valid('json');
      const begun = await auth.signIn({ email, password }, caller(context));
      return context.json(await signedIn(context, begun), 200);
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
      method: 'post',
      path: '/api/auth/register',
      request: { body: body(registrationSchema) },
      responses: { 200: json(checkEmailSchema, 'A mail tells how to go on'), ...problems },
    }),
    async (context) => {
      await auth.register(context.req.valid('json'), caller(context));
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
      const begun = await auth.verify(context.req.valid('json').token, caller(context));
      return context.json(await signedIn(context, begun), 200);
    },
  );
}
