import 'survey-core/survey-core.fontless.css';
import './surveyTheme.css';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Survey } from 'survey-react-ui';
import type { SurveyModel } from 'survey-core';

export type SurveyFormProps = {
  model: SurveyModel;
  /** Words on the button of the last page. */
  sendLabel: string;
  busy: boolean;
  /** All required answers are given. */
  onComplete(): void;
};

/** A form of one or more pages. Its buttons are ours: they show when an answer is on its way. */
export function SurveyForm({ model, sendLabel, busy, onComplete }: SurveyFormProps) {
  const [pageNo, setPageNo] = useState(model.currentPageNo);
  const show = (): void => setPageNo(model.currentPageNo);
  const goBack = (): void => {
    model.prevPage();
    show();
  };
  const goOn = (): void => {
    if (!model.isLastPage) {
      model.nextPage();
      show();
    } else if (model.validate(true, true)) {
      onComplete();
    }
  };
  return (
    <>
      <Survey model={model} />
      <div className="cubicle-survey-actions">
        {pageNo > 0 && (
          <Button size="lg" variant="default" onClick={goBack} disabled={busy}>
            Back
          </Button>
        )}
        <Button size="lg" loading={busy} onClick={goOn}>
          {model.isLastPage ? sendLabel : 'Next'}
        </Button>
      </div>
    </>
  );
}
