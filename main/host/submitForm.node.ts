import type { Ack } from '../../protocol/message';
import type { LiveSession } from './createLiveSession.node';
import { formatWall } from './record/formatWall';
import { keepPaymentDetails } from './record/payments/paymentDetails.node';

export type HandedIn = { seat: string; participant: string; scene: string; answers: Record<string, unknown> };

/**
 * A form that was handed in goes to the session. One that asks for names or bank details goes into the payment file of the
 * record first, and the session only hears that it was handed in.
 */
export async function submitForm(
  live: Pick<LiveSession, 'folder' | 'state' | 'submit'>,
  { seat, participant, scene, answers }: HandedIn,
): Promise<Ack<object>> {
  const isPrivate = isPrivateHere(live, participant, scene);
  if (isPrivate) {
    const wall = formatWall(Date.now(), -new Date().getTimezoneOffset());
    try {
      await keepPaymentDetails(live.folder, { seat, participant, scene, wall, answers });
    } catch {
      // What the disk says may hold a path; the participant needs to know what to do.
      return {
        ok: false,
        error: { code: 'payment/notKept', message: 'This could not be stored. Please raise your hand and try again.' },
      };
    }
  }
  const result = await live.submit({ type: 'submitForm', participant, scene, answers: isPrivate ? {} : answers });
  return result.ok ? { ok: true } : result;
}

/** Whether the participant stands at this scene and it asks for names or bank details: from elsewhere nothing is kept. */
function isPrivateHere(live: Pick<LiveSession, 'state'>, participant: string, id: string): boolean {
  const state = live.state();
  const index = state?.study.scenes.findIndex((scene) => scene.id === id) ?? -1;
  const scene = state?.study.scenes[index];
  const place = state?.participants.find((one) => one.participant === participant)?.place;
  return scene?.kind === 'form' && scene.private === 'payment' && place?.at === 'scene' && place.index === index;
}
