import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { DeskError } from '../../desks/errors.ts';
import { projectAttachment } from '../../projection/projection.ts';
import { contentDisposition } from '../disposition.ts';
import type { GatewayEnv, Services } from '../environment.ts';
import { attachmentSchema, idSchema } from '../schemas.ts';
import { filePolicy } from '../security.ts';
import type { Visitors } from '../visitors.ts';
import { json, problems } from './answers.ts';

const fileParams = z.object({ id: idSchema });

/** Uploads and downloads, for customers and agents alike: the desk decides by the actor. */
export function fileRoutes(
  app: OpenAPIHono<GatewayEnv>,
  { desk, settings }: Pick<Services, 'desk' | 'settings'>,
  visitors: Visitors,
): void {
  const middleware = [visitors.required];

  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/uploads',
      middleware,
      request: {
        query: z.object({ name: z.string().min(1).max(1000) }),
        body: {
          required: true,
          content: { '*/*': { schema: z.string().openapi({ format: 'binary' }) } },
        },
      },
      responses: {
        201: json(attachmentSchema, 'The upload; it is its uploader’s alone until sent'),
        ...problems,
      },
    }),
    async (context) => {
      const { actor } = context.get('visitor');
      const announced = Number(context.req.header('content-length') ?? 0);
      const { maxBytes } = settings().attachments;
      if (announced > maxBytes) {
        throw new DeskError('too-large', 'an announced file exceeds the limit', {
          fields: [{ field: 'file', code: 'too-large', limit: maxBytes }],
        });
      }
      const { body, signal } = context.req.raw;
      const attachment = await desk.upload(actor, {
        name: context.req.valid('query').name,
        stream: body ?? new Blob([]).stream(),
        mediaType: context.req.header('content-type') ?? 'application/octet-stream',
        signal,
      });
      return context.json(projectAttachment(attachment), 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/api/uploads/{id}',
      middleware,
      request: { params: fileParams },
      responses: { 204: { description: 'Taken back' }, ...problems },
    }),
    async (context) => {
      await desk.discardUpload(context.get('visitor').actor, context.req.valid('param').id);
      return context.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/attachments/{id}',
      middleware,
      request: { params: fileParams },
      responses: {
        200: {
          description: 'The file, as a download',
          content: { '*/*': { schema: z.string().openapi({ format: 'binary' }) } },
        },
        ...problems,
      },
    }),
    async (context) => {
      const file = await desk.openAttachment(context.get('visitor').actor, context.req.valid('param').id);
      const headers = new Headers({
        'content-type': mediaType(file.mediaType),
        'content-disposition': contentDisposition(file.name),
        'content-security-policy': filePolicy,
        'cache-control': 'private, no-store',
      });
      if (file.bytes !== undefined) headers.set('content-length', String(file.bytes));
      return new Response(file.stream, { status: 200, headers });
    },
  );
}

/** A type as stored, if it is one; a header takes no other text. */
function mediaType(stored: string): string {
  return /^[\w!#$&^.+-]{1,100}\/[\w!#$&^.+-]{1,100}(; ?charset=[\w-]{1,40})?$/.test(stored)
    ? stored
    : 'application/octet-stream';
}
