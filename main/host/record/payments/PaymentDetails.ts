import { z } from 'zod';

export const paymentDetails = z.object({
  participant: z.string(),
  seat: z.string(),
  scene: z.string(),
  /** ISO 8601 with offset. */
  wall: z.string(),
  answers: z.record(z.string(), z.unknown()),
});
/** The answers to one form that asks for names or bank details. */
export type PaymentDetails = z.infer<typeof paymentDetails>;
