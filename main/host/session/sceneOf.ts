import type { Scene } from '../../../protocol/study';
import type { SceneOf, SessionState } from './SessionState';

/** The scene of this id and kind; throws when the study has none. */
export const sceneOf = <K extends Scene['kind']>(state: SessionState, id: string, kind: K): SceneOf<K> => {
  const found = state.study.scenes.find((scene) => scene.id === id);
  if (!found || !isKind(found, kind)) throw new Error(`No ${kind} scene ${id} in study ${state.study.name}.`);
  return found;
};

const isKind = <K extends Scene['kind']>(scene: Scene, kind: K): scene is SceneOf<K> => scene.kind === kind;
