import { z } from 'zod';
import { id } from './id';

/** A question of a form, as authors write it. */
export const question = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('likert'),
    id,
    text: z.string(),
    points: z.number().int().min(2).max(11).default(7),
    low: z.string().optional(),
    high: z.string().optional(),
    required: z.boolean().default(true),
  }),
  z.strictObject({
    type: z.literal('text'),
    id,
    text: z.string(),
    long: z.boolean().default(false),
    required: z.boolean().default(true),
  }),
  z.strictObject({
    type: z.literal('number'),
    id,
    text: z.string(),
    min: z.number().optional(),
    max: z.number().optional(),
    required: z.boolean().default(true),
  }),
  z.strictObject({
    type: z.literal('choice'),
    id,
    text: z.string(),
    options: z.array(z.string()).min(2).max(50),
    several: z.boolean().default(false),
    required: z.boolean().default(true),
  }),
]);
export type Question = z.infer<typeof question>;

/** A question that has a right answer. */
export const quizQuestion = z.strictObject({
  id,
  text: z.string(),
  options: z.array(z.string()).min(2).max(20),
  answer: z.string().describe('the right option, word for word'),
  hint: z.string().optional().describe('shown after a wrong answer'),
});
