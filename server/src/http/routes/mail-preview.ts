import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { letter, type LetterValues } from '../../mail/letters.ts';
import { requireOwner } from '../../policy/policy.ts';
import { letterNames } from '../../settings/sign-in.ts';
import type { GatewayEnv, Services } from '../environment.ts';
import { text } from '../request-schemas.ts';
import { tryOutSchema } from '../settings-schemas.ts';
import type { Visitors } from '../visitors.ts';
import { body, json, problems } from './answers.ts';
import { parseSettings } from './settings.ts';

const askedSchema = tryOutSchema.extend({ letter: z.enum(letterNames), language: text(35, 2) });
const shownSchema = z
  .strictObject({ subject: z.string(), text: z.string(), html: z.string() })
  .openapi('MailPreview');

/** As long as a real one, and good for nothing. */
const sampleToken = 'x'.repeat(43);

/** What a mail would look like by settings that are not saved. Nothing is sent, and no link in it works. */
export function mailPreviewRoutes(
  app: OpenAPIHono<GatewayEnv>,
  { addresses }: Pick<Services, 'addresses'>,
  visitors: Visitors,
): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/staff/settings/preview/mail',
      middleware: [visitors.staffOnly],
      request: { body: body(askedSchema) },
      responses: { 200: json(shownSchema, 'The letter with sample values; owners only'), ...problems },
    }),
    (context) => {
      requireOwner(context.get('visitor').actor);
      const { settings: document, letter: name, language } = context.req.valid('json');
      const settings = parseSettings(document);
      const { portalUrl } = addresses();
      const within = (view: string): string => `${portalUrl}#/${view}?token=${sampleToken}`;
      const values: LetterValues = {
        verify: { link: within('verify'), hours: 24 },
        'already-registered': { link: portalUrl },
        link: { link: within('link'), code: '12345678', minutes: 15 },
        reset: { link: within('reset'), hours: 24 },
        'reset-unknown': { link: portalUrl },
        invitation: { link: within('reset'), hours: 7 * 24 },
        'password-changed': { link: portalUrl },
      };
      const {
        subject,
        text: plain,
        html = '',
      } = letter(name, {
        to: 'somebody@example.com',
        language,
        values: values[name],
        settings,
      });
      return context.json({ subject, text: plain, html }, 200);
    },
  );
}
