import { z } from 'zod';
import type { DeskStage } from '../desks/desk.ts';
import { itemId, distinct } from './parts.ts';

/** Where tickets arrive, and the stages they go through. */

export const stageSchema = z.strictObject({
  id: itemId,
  /** What staff call it. */
  label: z.string().trim().min(1).max(120),
  /** What customers call it; absent: as staff do. */
  customerLabel: z.string().trim().min(1).max(120).optional(),
  state: z.enum(['open', 'closed']),
  /** Whose turn it is. */
  awaiting: z.enum(['customer', 'agent']).optional(),
  /** Customers see only whether tickets in it are open or closed. */
  hidden: z.boolean().default(false),
});

export const pipelineSchema = z.strictObject({
  id: itemId,
  name: z.string().trim().min(1).max(120),
  /** In order. A new ticket begins in the first open one that awaits an agent, or else the first open one. */
  stages: z
    .array(stageSchema)
    .min(2)
    .max(50)
    .refine((stages) => stages.some(({ state }) => state === 'open'), 'needs a stage that is open')
    .refine((stages) => stages.some(({ state }) => state === 'closed'), 'needs a stage that is closed'),
});

export const pipelinesSchema = distinct(z.array(pipelineSchema).min(1).max(20), 'pipeline').superRefine(
  (pipelines, context) => {
    const seen = new Set<string>();
    pipelines.forEach((pipeline, index) => {
      pipeline.stages.forEach(({ id }, position) => {
        if (seen.has(id)) {
          context.addIssue({
            code: 'custom',
            path: [index, 'stages', position, 'id'],
            message: `stage ids must differ: ${id} is there twice`,
          });
        }
        seen.add(id);
      });
    });
  },
);

export const inboxSchema = z.strictObject({
  id: itemId,
  name: z.string().trim().min(1).max(120),
  /** The pipeline its tickets go through. */
  pipeline: itemId,
});

export const inboxesSchema = distinct(z.array(inboxSchema).min(1).max(100), 'inbox');

/** The stages of every pipeline, in order, as a desk has them. */
export function stagesIn({ pipelines }: { pipelines: readonly PipelineSettings[] }): DeskStage[] {
  return pipelines.flatMap(({ stages }) =>
    stages.map(({ id, label, customerLabel, state, awaiting, hidden }) => ({
      id,
      label,
      state,
      hidden,
      ...(customerLabel === undefined ? {} : { customerLabel }),
      ...(awaiting === undefined ? {} : { awaiting }),
    })),
  );
}

export type StageSettings = z.infer<typeof stageSchema>;
export type PipelineSettings = z.infer<typeof pipelineSchema>;
export type InboxSettings = z.infer<typeof inboxSchema>;

export const defaultPipelines: PipelineSettings[] = [
  {
    id: 'support',
    name: 'Support',
    stages: [
      {
        id: 'new',
        label: 'New',
        customerLabel: 'With us',
        state: 'open',
        awaiting: 'agent',
        hidden: false,
      },
      { id: 'in-progress', label: 'In progress', state: 'open', awaiting: 'agent', hidden: false },
      {
        id: 'awaiting-reply',
        label: 'Waiting for the customer',
        customerLabel: 'Awaiting your reply',
        state: 'open',
        awaiting: 'customer',
        hidden: false,
      },
      { id: 'solved', label: 'Solved', state: 'closed', hidden: false },
    ],
  },
];

export const defaultInboxes: InboxSettings[] = [{ id: 'support', name: 'Support', pipeline: 'support' }];
