import { z } from 'zod';
import { id } from './id';

/** What one treatment is given to: everybody for themselves, a group that a lobby made, or all of a session. */
export const treatmentUnit = z.enum(['participant', 'group', 'session']);
export type TreatmentUnit = z.infer<typeof treatmentUnit>;

/** A treatment, as authors write it. */
export const treatmentFile = z.strictObject({
  name: id,
  weight: z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(1)
    .describe('how many of a block get it; weights of 2 and 2 make blocks of four'),
  parameters: z
    .record(z.string().regex(/^[A-Za-z_]\w{0,39}$/, 'a name of letters, digits and _'), z.unknown())
    .default({})
    .describe('what {{name}} stands for in scenes and in the kwargs of environments'),
});

export const when = z.strictObject({
  treatment: z
    .union([id, z.array(id).min(1).max(20)])
    .describe('the scene is for those of this treatment, or of these'),
});
