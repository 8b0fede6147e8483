import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { DeskError } from '../../desks/errors.ts';
import { requireOwner } from '../../policy/policy.ts';
import { projectSettings } from '../../projection/projection.ts';
import { missingFor, missingForForms, type Missing } from '../../settings/completeness.ts';
import { stagesIn } from '../../settings/pipelines.ts';
import { schemaVersion, unversioned } from '../../settings/migrations.ts';
import { settingsProblems } from '../../settings/problems.ts';
import { gatewaySettingsSchema, type GatewaySettings } from '../../settings/settings.ts';
import type { GatewayContext, GatewayEnv, Services } from '../environment.ts';
import {
  savedSchema,
  saveSettingsSchema,
  settingsHistorySchema,
  settingsStateSchema,
  triedOutSchema,
  tryOutSchema,
} from '../settings-schemas.ts';
import type { Visitors } from '../visitors.ts';
import { body, json, problems } from './answers.ts';

/** The owner's settings: read, tried out, saved. For owners alone; for everybody else there is nothing here. */
export function settingsRoutes(
  app: OpenAPIHono<GatewayEnv>,
  services: Pick<Services, 'addresses' | 'auth' | 'config' | 'store'>,
  visitors: Visitors,
): void {
  const { addresses, auth, config, store } = services;
  const middleware = [visitors.staffOnly];
  const owner = (context: GatewayContext) => {
    const { actor } = context.get('visitor');
    requireOwner(actor);
    return actor;
  };
  const missing = (settings: GatewaySettings): Missing[] =>
    missingFor(settings, config.siteDir !== undefined || (config.allowedOrigins?.length ?? 0) > 0);

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/staff/settings',
      middleware,
      responses: { 200: json(settingsStateSchema, 'The document that holds'), ...problems },
    }),
    (context) => {
      owner(context);
      const settings = store.current();
      return context.json(
        {
          version: store.version(),
          readOnly: store.readOnly,
          schema: schemaVersion,
          settings: { ...settings },
          missing: [...missing(settings), ...missingForForms(settings)],
          origins: [...addresses().origins],
        },
        200,
      );
    },
  );

  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/staff/settings',
      middleware,
      request: { body: body(saveSettingsSchema) },
      responses: { 200: json(savedSchema, 'Saved; holds from the next request on'), ...problems },
    }),
    async (context) => {
      const { contactId, name } = owner(context);
      const { version, settings: document } = context.req.valid('json');
      const settings = parseSettings(document);
      if (!auth.challenges.includes(settings.portal.signIn.challenge)) {
        throw new DeskError('invalid', 'a challenge that nobody here knows', {
          fields: [{ field: 'portal.signIn.challenge', code: 'not-an-option' }],
        });
      }
      const lacking = [
        // Without a way to sign in nobody could turn it on again, owners neither.
        ...missing(settings).filter(({ what }) => settings.portal.enabled || what === 'sign-in'),
        ...missingForForms(settings),
      ];
      if (lacking.length > 0) {
        throw new DeskError('invalid', 'the portal cannot be on yet, or a form not be connected', {
          fields: lacking.map(({ path }) => ({ field: path, code: 'required' })),
        });
      }
      const saved = await store.save(settings, version, { id: contactId, name });
      return context.json(saved, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/staff/settings/preview',
      middleware,
      request: { body: body(tryOutSchema) },
      responses: {
        200: json(triedOutSchema, 'What pages would be told by a document that is not saved'),
        ...problems,
      },
    }),
    (context) => {
      owner(context);
      const settings = parseSettings(context.req.valid('json').settings);
      return context.json(
        {
          settings: { ...settings },
          portal: projectSettings(settings, stagesIn(settings), { address: addresses().portalUrl }),
          missing: [...missing(settings), ...missingForForms(settings)],
        },
        200,
      );
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/staff/settings/history',
      middleware,
      request: { query: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(20) }) },
      responses: { 200: json(settingsHistorySchema, 'Who saved what, the newest first'), ...problems },
    }),
    async (context) => {
      owner(context);
      return context.json({ items: await store.history(context.req.valid('query').limit) }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/staff/settings/schema',
      middleware,
      responses: { 200: json(z.record(z.string(), z.unknown()), 'JSON Schema of the document'), ...problems },
    }),
    (context) => {
      owner(context);
      return context.json(settingsJsonSchema(), 200);
    },
  );
}

/** The document's JSON Schema, for editors and pipelines. */
export function settingsJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(gatewaySettingsSchema, { io: 'input', unrepresentable: 'any' }) };
}

/** A document, or `invalid` with the path of each fault. */
export function parseSettings(given: unknown): GatewaySettings {
  let document: unknown;
  try {
    document = unversioned(given);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'of no known shape';
    throw new DeskError('invalid', 'the settings are of no known shape', {
      fields: [{ field: 'schema', code: 'invalid', reason }],
    });
  }
  const parsed = gatewaySettingsSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new DeskError('invalid', 'the settings are not valid', {
    fields: settingsProblems(parsed.error).map(({ path, reason }) => ({
      field: path,
      code: 'invalid',
      reason,
    })),
  });
}
