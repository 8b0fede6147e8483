import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OpenAPIHono } from '@hono/zod-openapi';
import { routePath } from 'hono/route';
import { jsonBodies } from './body.ts';
import type { GatewayEnv, Services } from './environment.ts';
import { mountMailbox } from './mailbox.ts';
import { portalGate } from './gate.ts';
import { heldSession } from './held-session.ts';
import { isUnexpected, problem, problemOf, refuseInvalid } from './problems.ts';
import { accessLog } from './access-log.ts';
import { authRoutes } from './routes/auth.ts';
import { federationRoutes } from './routes/federation.ts';
import { fileRoutes } from './routes/files.ts';
import { liveRoutes } from './routes/live.ts';
import { mailPreviewRoutes } from './routes/mail-preview.ts';
import { peopleRoutes } from './routes/people.ts';
import { portalRoutes } from './routes/portal.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { settingsRoutes } from './routes/settings.ts';
import { simulateRoutes } from './routes/simulate.ts';
import { staffRoutes } from './routes/staff.ts';
import { customerRoutes } from './routes/tickets.ts';
import { crossOrigin, crossSiteGuard, isApiPath, securityHeaders } from './security.ts';
import { createPages } from './pages.ts';
import { serveSite } from './site.ts';
import type { Visitors } from './visitors.ts';

/** The gateway's own pages, built; found from the sources and from the published files alike. */
const pagesDir = join(import.meta.dirname, '../../public');

export type App = OpenAPIHono<GatewayEnv>;

/** The whole of HTTP: what every request passes, the API, and the static site beside it. */
export function createApp(services: Services, visitors: Visitors): App {
  const { addresses, config, log, settings, storage } = services;
  const app: App = new OpenAPIHono<GatewayEnv>({ defaultHook: refuseInvalid });

  app.use('*', accessLog(log));
  app.use('*', securityHeaders(addresses));
  app.use('/api/*', crossOrigin(addresses));
  app.use('/api/*', crossSiteGuard(addresses));
  app.use('/api/*', heldSession(services));
  app.use('/api/*', portalGate(services, visitors));
  app.use('/api/*', jsonBodies);

  portalRoutes(app, services, visitors);
  authRoutes(app, services, visitors);
  federationRoutes(app, services);
  sessionRoutes(app, services, visitors);
  customerRoutes(app, services, visitors);
  fileRoutes(app, services, visitors);
  liveRoutes(app, services, visitors);
  staffRoutes(app, services, visitors);
  settingsRoutes(app, services, visitors);
  mailPreviewRoutes(app, services, visitors);
  peopleRoutes(app, services, visitors);
  simulateRoutes(app, services, visitors);

  app.doc31('/api/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Portico gateway',
      version: '1',
      description: 'What the portal’s elements speak. Rules beyond shapes: docs/http-api.md.',
    },
  });
  if (config.demo) mountMailbox(app, storage, { empty: config.empty ?? false });

  const methods = methodsByPath(app);
  const page = createPages({
    site: config.siteDir === undefined ? undefined : serveSite(config.siteDir),
    own: existsSync(pagesDir) ? serveSite(pagesDir) : undefined,
    slug: () => settings().portal.slug,
  });

  app.notFound(async (context) => {
    const { path } = context.req;
    const allow = methods(path);
    if (allow.length > 0) return problem('invalid', { status: 405, headers: { allow: allow.join(', ') } });
    if (isApiPath(path)) return problem('not-found');
    return page(context);
  });

  app.onError((error, context) => {
    if (isUnexpected(error)) {
      log.error(
        { err: error, requestId: context.get('requestId'), route: routePath(context) },
        'request failed',
      );
    }
    return problemOf(error);
  });

  return app;
}

/** Which methods a path of the API takes, from the same descriptions that make its documentation. */
function methodsByPath(app: App): (path: string) => string[] {
  const known = new Map<string, { pattern: RegExp; methods: Set<string> }>();
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== 'route') continue;
    const { path, method } = definition.route;
    const entry = known.get(path) ?? {
      pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
      methods: new Set<string>(),
    };
    entry.methods.add(method.toUpperCase());
    if (method === 'get') entry.methods.add('HEAD');
    known.set(path, entry);
  }
  known.set('/api/openapi.json', { pattern: /^\/api\/openapi\.json$/, methods: new Set(['GET', 'HEAD']) });
  return (path) =>
    [...known.values()].flatMap(({ pattern, methods }) => (pattern.test(path) ? [...methods] : []));
}
