import { Model, type SurveyModel } from 'survey-core';
import type { SurveyJson } from '../../protocol/study';
import { placeSurveyPictures } from '../../protocol/surveyPictures';
import { pictureUrl } from '../shared/studyFileUrl';
import type { Draft } from './draft';

/** A form as the study wrote it, dressed as ours, with what the participant had typed before a reload. */
export function createSurveyModel(
  survey: SurveyJson,
  session: string,
  draft: Draft,
  answers: Record<string, unknown>,
): SurveyModel {
  const placed = placeSurveyPictures(survey, (source) => pictureUrl(session, source));
  const model = new Model({ showQuestionNumbers: 'off', questionErrorLocation: 'bottom', ...placed });
  model.showTitle = false;
  model.showNavigationButtons = false;
  model.showCompletedPage = false;
  model.focusFirstQuestionAutomatic = false;
  model.widthMode = 'responsive';
  // No box around each question: they all stand in one card.
  model.applyTheme({ isPanelless: true });
  // Half a sentence is worth keeping too.
  model.textUpdateMode = 'onTyping';
  // Setting nothing would take away what the form's own default values have set.
  const before = draft.read() ?? answers;
  if (Object.keys(before).length > 0) model.data = before;
  model.onValueChanged.add(() => draft.keep(collectAnswers(model)));
  return model;
}

/**
 * What was answered, without questions that the answers given have made disappear. As plain JSON, which is all that the host
 * takes: an expression of a form may give a Date (`currentDate()`), or a number that is none.
 */
export function collectAnswers(model: SurveyModel): Record<string, unknown> {
  const hidden = new Set(
    model
      .getAllQuestions()
      .filter((question) => !question.isVisible)
      .map((question) => question.name),
  );
  const data = model.data as Record<string, unknown>;
  const seen = Object.entries(data).filter(([name]) => !hidden.has(name));
  return JSON.parse(JSON.stringify(Object.fromEntries(seen))) as Record<string, unknown>;
}
