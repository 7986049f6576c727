import type { StationView } from '../../../protocol/view';
import { answerQuiz, noteWrong, type WrongAnswers } from './answerQuiz';
import { answerSurvey } from './answerSurvey';
import { createDraws } from './createDraws';

/** What a test bot does about the screen it sees. `key` is the same for the same thing to do. */
export type BotStep =
  | { do: 'wait'; key: string }
  | { do: 'advance'; key: string; scene: string; choice?: 'agree' }
  | { do: 'submitForm'; key: string; scene: string; answers: Record<string, unknown>; unanswerable: string[] }
  | { do: 'submitQuiz'; key: string; scene: string; answers: Record<string, unknown> }
  | { do: 'play'; key: string; game: string }
  | { do: 'finish'; key: string; completionCode: string | null };

/** What a test bot knows besides its screen: per quiz, what was wrong. */
export type BotMemory = { readonly wrong: Readonly<Record<string, WrongAnswers>> };
export const emptyMemory: BotMemory = { wrong: {} };

/**
 * What a test bot does next, and what it remembers: it reads on, agrees, answers, plays, and tries a quiz until all is right.
 * Everything it draws follows from `seed`, its seat and the scene.
 */
export function decideBotStep(
  view: StationView,
  memory: BotMemory,
  seed: number,
): { step: BotStep; memory: BotMemory } {
  const { screen } = view;
  const remain = (step: BotStep): { step: BotStep; memory: BotMemory } => ({ step, memory });
  if (screen.kind === 'end') {
    const { completionCode } = screen;
    return remain({ do: 'finish', key: `end/${completionCode ?? ''}`, completionCode });
  }
  if (view.paused || screen.kind === 'waiting' || screen.kind === 'lobby') return remain({ do: 'wait', key: 'wait' });
  const { scene } = screen;
  switch (screen.kind) {
    case 'page':
      return remain({ do: 'advance', key: `page/${scene}`, scene });
    case 'consent':
      return remain({ do: 'advance', key: `consent/${scene}`, scene, choice: 'agree' });
    case 'form': {
      const drawn = answerSurvey(screen.survey, createDraws(seed, `${view.seat}/${scene}`));
      return remain({ do: 'submitForm', key: `form/${scene}`, scene, ...drawn });
    }
    case 'quiz': {
      const wrong = noteWrong(memory.wrong[scene] ?? {}, screen);
      const draw = createDraws(seed, `${view.seat}/${scene}/${screen.attempt}`);
      return {
        step: {
          do: 'submitQuiz',
          key: `quiz/${scene}/${screen.attempt}`,
          scene,
          answers: answerQuiz(screen, wrong, draw),
        },
        memory: { wrong: { ...memory.wrong, [scene]: wrong } },
      };
    }
    case 'game':
      return remain({ do: 'play', key: `game/${screen.game}`, game: screen.game });
  }
}
