import type { SurveyJson } from './study';

/** Where a SurveyJS form names a picture: `image` and `imagepicker`, the ground of a signature, the form's own head. */
const pictureKeys: readonly string[] = ['imageLink', 'backgroundImage', 'logo'];
const inHtml = /(<img\b[^>]*?\bsrc\s*=\s*)(["'])(.*?)\2/gi;

/** A SurveyJS form in which `place` has replaced every picture's source; those in several languages, too, and in `html`. */
export function placeSurveyPictures(survey: SurveyJson, place: (source: string) => string): SurveyJson {
  const placeIn = (html: string): string =>
    html.replace(
      inHtml,
      (_, start: string, quote: string, source: string) => `${start}${quote}${place(source)}${quote}`,
    );
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    return typeof value === 'object' && value !== null ? walkObject(value) : value;
  };
  const walkObject = (object: object): SurveyJson =>
    Object.fromEntries(
      Object.entries(object).map(([key, value]: [string, unknown]) => {
        if (pictureKeys.includes(key)) return [key, mapTexts(value, place)];
        return [key, key === 'html' ? mapTexts(value, placeIn) : walk(value)];
      }),
    );
  return walkObject(survey);
}

/** Every picture's source in a SurveyJS form. */
export function listSurveyPictures(survey: SurveyJson): string[] {
  const sources: string[] = [];
  placeSurveyPictures(survey, (source) => {
    sources.push(source);
    return source;
  });
  return sources.filter((source) => source !== '');
}

/** SurveyJS has a text as it is, or one for each language. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([language, text]: [string, unknown]) => [
      language,
      typeof text === 'string' ? change(text) : text,
    ]),
  );
}
