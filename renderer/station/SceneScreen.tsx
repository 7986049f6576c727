import { lazy, Suspense } from 'react';
import type { StationView } from '../../protocol/view';
import { ConsentScreen } from './ConsentScreen';
import type { Station } from './createStation';
import { EndScreen } from './EndScreen';
import { GameScreen } from './game/GameScreen';
import { LobbyScreen } from './LobbyScreen';
import { PageScreen } from './PageScreen';
import { SceneFrame } from './SceneFrame';
import { WaitingScreen } from './WaitingScreen';

// Forms bring a large library along; it is fetched while the first pages are read.
const loadFormScreen = () => import('./FormScreen');
const loadQuizScreen = () => import('./QuizScreen');
const FormScreen = lazy(async () => ({ default: (await loadFormScreen()).FormScreen }));
const QuizScreen = lazy(async () => ({ default: (await loadQuizScreen()).QuizScreen }));
setTimeout(() => void Promise.allSettled([loadFormScreen(), loadQuizScreen()]), 1_500);

/** The screen of the step a participant is at. A new step is a new screen: nothing of the last one stays. */
export function SceneScreen({ station, view }: { station: Station; view: StationView }) {
  const { screen, session, participant } = view;
  switch (screen.kind) {
    case 'waiting':
      return <WaitingScreen view={view} screen={screen} />;
    case 'page':
      return <PageScreen key={screen.scene} station={station} view={view} screen={screen} />;
    case 'consent':
      return <ConsentScreen key={screen.scene} station={station} view={view} screen={screen} />;
    case 'form':
      return (
        <Suspense fallback={<SceneFrame view={view} title={screen.title} />}>
          <FormScreen key={`${participant}/${screen.scene}`} station={station} view={view} screen={screen} />
        </Suspense>
      );
    case 'quiz':
      return (
        <Suspense fallback={<SceneFrame view={view} title={screen.title} />}>
          <QuizScreen key={`${participant}/${screen.scene}`} station={station} view={view} screen={screen} />
        </Suspense>
      );
    case 'lobby':
      return <LobbyScreen view={view} screen={screen} clock={station.clock} />;
    case 'game':
      return <GameScreen key={`${session}/${screen.game}`} station={station} view={view} screen={screen} />;
    case 'end':
      return <EndScreen view={view} screen={screen} />;
  }
}
