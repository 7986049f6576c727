import { expect, it } from 'vitest';
import { listSurveyPictures, placeSurveyPictures } from './surveyPictures';

const survey = {
  logo: { default: 'a.png', de: 'b.png' },
  pages: [
    {
      elements: [
        { type: 'image', name: 'court', imageLink: 'pictures/court.svg' },
        { type: 'imagepicker', name: 'face', choices: [{ value: 1, imageLink: 'faces/1.png' }, 'plain'] },
        { type: 'html', name: 'look', html: `<p><img alt="x" src="c.png"> and <IMG SRC='d.png'/></p>` },
        { type: 'text', name: 'logo', title: 'pictures/court.svg' },
      ],
    },
  ],
};

it('finds every picture of a form, and nothing else', () => {
  expect(listSurveyPictures(survey)).toEqual(['a.png', 'b.png', 'pictures/court.svg', 'faces/1.png', 'c.png', 'd.png']);
});

it('places them and leaves the rest as it is', () => {
  expect(placeSurveyPictures(survey, (source) => source)).toEqual(survey);
  const placed = placeSurveyPictures(survey, (source) => `/at/${source}`);
  expect(listSurveyPictures(placed)).toEqual(listSurveyPictures(survey).map((source) => `/at/${source}`));
  expect(JSON.stringify(placed)).toContain(`<IMG SRC='/at/d.png'/>`);
});
