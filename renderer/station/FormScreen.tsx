import { useState } from 'react';
import type { StationView } from '../../protocol/view';
import { tabStorage } from '../shared/openStorage';
import { collectAnswers, createSurveyModel } from './createSurveyModel';
import type { Station } from './createStation';
import { openDraft } from './draft';
import { SceneFrame } from './SceneFrame';
import type { ScreenOf } from './ScreenOf';
import { SurveyForm } from './SurveyForm';
import { useSend } from './useSend';

/** Questions to answer. What was typed is kept until the host has it. */
export function FormScreen({
  station,
  view,
  screen,
}: {
  station: Station;
  view: StationView;
  screen: ScreenOf<'form'>;
}) {
  const sending = useSend();
  const [draft] = useState(() => openDraft(tabStorage, view.participant, screen.scene));
  const [model] = useState(() => createSurveyModel(screen.survey, view.session, draft, {}));
  const submit = async (): Promise<void> => {
    const payload = { scene: screen.scene, answers: collectAnswers(model) };
    if (await sending.run(() => station.connection.emit('form:submit', payload))) draft.drop();
  };
  return (
    <SceneFrame view={view} title={screen.title} text={screen.text} error={sending.error}>
      <SurveyForm model={model} sendLabel="Continue" busy={sending.busy} onComplete={() => void submit()} />
    </SceneFrame>
  );
}
