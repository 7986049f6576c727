import type { Study } from '../../../protocol/study';
import { treatedStudy } from '../../../protocol/treatedStudy';
import type { GameState, SceneOf, SessionState } from './SessionState';

/** The study and the scene that a game plays, as its treatment has them; throws when the study has no such game scene. */
export const playedScene = (
  state: SessionState,
  game: Pick<GameState, 'scene' | 'treatment'>,
): { scene: SceneOf<'game'>; study: Study } => {
  const study = treatedStudy(state.study, game.treatment);
  const scene = study.scenes.find(({ id }) => id === game.scene);
  if (scene?.kind !== 'game') throw new Error(`No game scene ${game.scene} in study ${state.study.name}.`);
  return { scene, study };
};
