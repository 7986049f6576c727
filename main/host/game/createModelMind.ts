import type { PolicySpec } from '../../../protocol/study';
import { BotFault, type Bots } from './Bots';
import { decideBotAction } from './decideBotAction';
import { drawUniform } from './drawUniform';
import { flattenObservation } from './flattenObservation';
import type { StudySource } from './GameSpec';
import type { Mind } from './Mind';

export type ModelPolicy = Extract<PolicySpec, { kind: 'onnx' }>;

/** For whom a policy acts. `key`: tells this agent's memory from all others that are kept at the same time. */
export type MindSeat = { study: StudySource; name: string; agent: string; key: string };

/** An ONNX model that acts for an agent. */
export function createModelMind(bots: Bots, { model, metadata }: ModelPolicy, seat: MindSeat): Mind {
  const policyId = `${seat.study.id}/${seat.name}`;
  return {
    open: async () => bots.load(policyId, await seat.study.readFile(model), metadata),
    async decide({ tick, episodeSeed, observation, allowed, begins }) {
      const flat = flattenObservation(observation);
      if (flat === null)
        throw new BotFault(
          'invalid',
          `what ${seat.agent} observes is no list of finite numbers, which is all that a model can read`,
        );
      const { output, memory } = await bots.infer(policyId, flat, { key: seat.key, begins });
      const draw = drawUniform(episodeSeed, seat.agent, tick + 1);
      return { decision: decideBotAction(output, metadata, seat.agent, draw, allowed), memory };
    },
    close: () => undefined,
  };
}
