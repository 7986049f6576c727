import { z } from 'zod';

/** A name in a study: of a scene, a question, a policy. */
export const id = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,39}$/, 'a lower-case name: a letter, then letters, digits, - or _ (at most 40)');

/** Of a file that belongs to a study. */
export const path = z.string().min(1).max(200).describe('a path inside the study folder');
