import { z } from 'zod';
import type { FileService } from '../../core/files/index.ts';
import { categoryCodes, reportEvents, reportStates, type SeenReport } from '../../core/reports/index.ts';
import { linkMinutes } from '../decision.ts';
import { momentSchema } from '../resource.ts';

const state = z.enum(reportStates);
const photo = z.object({
  fileId: z.string(),
  state: z.string().describe('waiting: a moderator has not looked at it yet'),
  of: z.string().describe('problem, or the work that was done'),
  at: momentSchema,
  url: z.string().describe('Ends after a quarter of an hour'),
});

export const reportItem = z.object({
  id: z.string(),
  number: z.string().describe('As people say it: 7K3M9Q'),
  country: z.string(),
  category: z.enum(categoryCodes),
  state,
  revision: z.int().describe('Counts changes'),
  words: z.string(),
  region: z.string(),
  city: z.string().optional(),
  commune: z.string().optional(),
  street: z.string().optional(),
  landmark: z.string().optional(),
  position: z.object({ latitude: z.number(), longitude: z.number() }).optional(),
  blurred: z.boolean().describe('Whether the place is only roughly so'),
  photos: z.array(photo),
  source: z.string().optional(),
  bodyId: z.string().optional(),
  takenBy: z.string().optional().describe('The operator who has it'),
  duplicateOf: z.string().optional(),
  votes: z.int(),
  followers: z.int(),
  comments: z.int(),
  flags: z.int(),
  hidden: z.boolean(),
  withheld: z.literal(true).optional().describe('Hidden, and not for whoever asks: only number and state are its own'),
  createdAt: momentSchema,
  changedAt: momentSchema,
  dueAt: momentSchema.describe('By when it should be resolved'),
  resolvedAt: momentSchema.optional(),
  hoursToResolve: z.number().optional(),
  history: z.array(
    z.object({
      seq: z.int(),
      what: z.enum(reportEvents),
      at: momentSchema,
      role: z.string(),
      by: z.string().optional().describe('Of the staff only'),
      from: state.optional(),
      to: state.optional(),
      words: z.string().optional(),
      reason: z.string().optional(),
      photoId: z.string().optional(),
      commentId: z.string().optional(),
      bodyId: z.string().optional(),
    }),
  ),
});

/** A report as whoever asks may see it. */
export const toReportItem = ({ photos, ...rest }: SeenReport, files: Pick<FileService, 'link'>): object => ({
  ...rest,
  photos: photos.map((one) => ({ ...one, url: files.link(one.fileId, linkMinutes) })),
});
