import type { SurveyJson } from '../../../protocol/study';
import { type Draws, drawInteger, drawOne } from './createDraws';
import { listOf, valuesOf } from './surveyParts';

const WORDS = ['it', 'went', 'well', 'the', 'other', 'player', 'was', 'quick', 'I', 'would', 'play', 'again'];

/** A valid answer to one SurveyJS question; undefined for a type that is not known, or one that asks nothing. */
export function drawAnswer(question: SurveyJson, draw: Draws): unknown {
  switch (question.type) {
    case 'radiogroup':
    case 'dropdown':
    case 'imagepicker':
    case 'buttongroup':
      return drawOne(draw, valuesOf(question.choices));
    case 'checkbox':
    case 'tagbox':
      return drawSeveral(question, draw);
    case 'ranking':
      return shuffle(valuesOf(question.choices), draw);
    case 'rating':
      return drawRating(question, draw);
    case 'boolean':
      return draw() < 0.5 ? (question.valueTrue ?? true) : (question.valueFalse ?? false);
    case 'text':
      return drawText(question, draw);
    case 'comment':
      return drawWords(question, draw);
    case 'multipletext':
      return Object.fromEntries(listOf(question.items).map((item) => [String(item.name), drawText(item, draw)]));
    case 'matrix': {
      const columns = valuesOf(question.columns);
      return Object.fromEntries(valuesOf(question.rows).map((row) => [String(row), drawOne(draw, columns)]));
    }
    default:
      return undefined;
  }
}

function drawSeveral(question: SurveyJson, draw: Draws): unknown[] | undefined {
  const values = valuesOf(question.choices);
  if (values.length === 0) return undefined;
  const most = Math.min(values.length, positive(question.maxSelectedChoices) ?? values.length);
  const least = Math.min(most, positive(question.minSelectedChoices) ?? 1);
  const chosen = new Set(shuffle(values, draw).slice(0, drawInteger(draw, least, most)));
  return values.filter((value) => chosen.has(value));
}

function drawRating(question: SurveyJson, draw: Draws): unknown {
  const values = valuesOf(question.rateValues);
  if (values.length > 0) return drawOne(draw, values);
  const min = numberOr(question.rateMin, 1);
  const max = numberOr(question.rateMax, min + numberOr(question.rateCount, 5) - 1);
  const step = numberOr(question.rateStep, 1);
  return min + step * drawInteger(draw, 0, Math.floor((max - min) / step));
}

function drawText(question: SurveyJson, draw: Draws): unknown {
  switch (question.inputType) {
    case 'number':
    case 'range': {
      const min = numberOr(question.min, 0);
      const max = Math.max(min, numberOr(question.max, min + 100));
      // Whole numbers where the range holds some: an age, a count.
      const whole = Math.floor(max) >= Math.ceil(min);
      return whole ? drawInteger(draw, Math.ceil(min), Math.floor(max)) : min;
    }
    case 'email':
      return 'test.bot@example.org';
    case 'date':
      return `20${drawInteger(draw, 10, 24)}-0${drawInteger(draw, 1, 9)}-1${drawInteger(draw, 0, 9)}`;
    case 'time':
      return `1${drawInteger(draw, 0, 9)}:30`;
    case 'url':
      return 'https://example.org/';
    case 'tel':
      return `0${drawInteger(draw, 100000, 999999)}`;
    case 'color':
      return '#808080';
    default:
      return drawWords(question, draw);
  }
}

function drawWords(question: SurveyJson, draw: Draws): string {
  const words = Array.from({ length: drawInteger(draw, 1, 8) }, () => drawOne(draw, WORDS));
  return words.join(' ').slice(0, positive(question.maxLength) ?? 200);
}

function shuffle(values: readonly unknown[], draw: Draws): unknown[] {
  const rest = [...values];
  return values.map(() => rest.splice(Math.floor(draw() * rest.length), 1)[0]);
}

function positive(value: unknown): number | null {
  return typeof value === 'number' && value > 0 ? value : null;
}

function numberOr(value: unknown, otherwise: number): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : otherwise;
}
