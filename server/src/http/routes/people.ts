import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { DeskContact, StaffDesk } from '../../desks/desk.ts';
import { DeskError } from '../../desks/errors.ts';
import { requireOwner } from '../../policy/policy.ts';
import type { GatewayEnv, Services } from '../environment.ts';
import {
  changedContactSchema,
  companiesSchema,
  foundContactsSchema,
  lookupSchema,
  newCompanySchema,
  newContactSchema,
  staffContactSchema,
} from '../people-schemas.ts';
import { emptySchema } from '../request-schemas.ts';
import { companySchema, idSchema } from '../schemas.ts';
import type { Visitors } from '../visitors.ts';
import { body, json, problems } from './answers.ts';

/** Companies and contacts of one answer. */
const foundAtOnce = 20;

/** Companies and customers, kept by staff. Whoever works here is none of them. */
export function peopleRoutes(
  app: OpenAPIHono<GatewayEnv>,
  { auth, desk }: Pick<Services, 'auth' | 'desk'>,
  visitors: Visitors,
): void {
  const middleware = [visitors.staffOnly];
  const params = z.object({ id: idSchema });
  const staff = (): StaffDesk => {
    if (!desk.staff) throw new DeskError('not-supported', 'this desk is worked in its own product');
    return desk.staff;
  };

  async function shown(contacts: readonly DeskContact[]): Promise<z.infer<typeof staffContactSchema>[]> {
    const access = await auth.accessOf(contacts.map(({ email }) => email));
    return contacts.map(({ id, name, email, companies }, index) => ({
      id,
      name,
      email,
      companies,
      access: access[index] ?? 'none',
    }));
  }

  async function one(contact: DeskContact): Promise<z.infer<typeof staffContactSchema>> {
    const [found] = await shown([contact]);
    if (!found) throw new DeskError('not-found');
    return found;
  }

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/staff/contacts',
      middleware,
      request: { query: lookupSchema },
      responses: {
        200: json(foundContactsSchema, 'Contacts by address or name, customers alone'),
        ...problems,
      },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      const { ids, text = '' } = context.req.valid('query');
      const found = ids
        ? await staff().contactsNamed(actor, ids)
        : await staff().contacts(actor, text, foundAtOnce);
      return context.json({ items: await shown(found) }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/staff/contacts',
      middleware,
      request: { body: body(newContactSchema) },
      responses: { 201: json(staffContactSchema, 'The new contact; nobody was written to'), ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      return context.json(await one(await staff().addContact(actor, context.req.valid('json'))), 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: '/api/staff/contacts/{id}',
      middleware,
      request: { params, body: body(changedContactSchema) },
      responses: { 200: json(staffContactSchema, 'The contact as it is now'), ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      const { name, companies } = context.req.valid('json');
      const contact = await staff().changeContact(actor, context.req.valid('param').id, {
        ...(name === undefined ? {} : { name }),
        ...(companies === undefined ? {} : { companies }),
      });
      await auth.contactChanged(contact.email);
      return context.json(await one(contact), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/staff/contacts/{id}/invitation',
      middleware,
      request: { params, body: body(emptySchema) },
      responses: {
        200: json(staffContactSchema, 'The mail is on its way; owners only. An earlier link is void'),
        ...problems,
      },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      requireOwner(actor);
      const contact = await staff().contact(actor, context.req.valid('param').id);
      await auth.inviteContact(contact);
      return context.json(await one(contact), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/staff/companies',
      middleware,
      request: { query: lookupSchema },
      responses: { 200: json(companiesSchema, 'Companies by name'), ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      const { ids, text = '' } = context.req.valid('query');
      const found = ids
        ? await staff().companiesNamed(actor, ids)
        : await staff().companies(actor, text, foundAtOnce);
      return context.json({ items: found }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/staff/companies',
      middleware,
      request: { body: body(newCompanySchema) },
      responses: { 201: json(companySchema, 'The new company'), ...problems },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      return context.json(await staff().addCompany(actor, context.req.valid('json').name), 201);
    },
  );
}
