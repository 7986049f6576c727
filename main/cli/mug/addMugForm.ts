import { z } from 'zod';
import { type MugDraft, sceneName, textOf, told } from './MugDraft';
import type { MugNode } from './mugExperiment';

const MOST_POINTS = 11;
const list = z.array(z.string());

/** The forms that MUG brings, as a form scene. */
export function addMugForm(draft: MugDraft, node: MugNode, wanted: string): void {
  const questions: Record<string, unknown>[] = [];
  const choices = told(node, 'made', 'options', list);
  if (choices)
    questions.push({
      type: 'choice',
      id: 'option',
      text: textOf(node, 'made', 'option_box_header') || '-',
      options: choices,
    });
  questions.push(...readChoices(node), ...readScales(draft, node, wanted));
  const header = textOf(node, 'made', 'text_box_header');
  if (node.type !== 'MultipleChoice')
    questions.push({
      type: 'text',
      id: 'comment',
      text: header || '-',
      long: true,
      required: told(node, 'made', 'required', z.boolean()) ?? true,
    });
  const text = textOf(node, 'made', node.type === 'MultipleChoice' ? 'pre_questions_header' : 'pre_scale_header');
  const title = textOf(node, 'display', 'scene_header');
  draft.scenes.push({
    id: sceneName(draft, wanted),
    kind: 'form',
    ...(title && { title }),
    ...(text && { text }),
    questions,
  });
}

function readChoices(node: MugNode): Record<string, unknown>[] {
  const asked = told(node, 'made', 'questions', list) ?? [];
  const options = told(node, 'made', 'choices', z.union([list, z.array(list)])) ?? [];
  const several = told(node, 'made', 'multi_select', z.union([z.boolean(), z.array(z.boolean())])) ?? false;
  return asked.map((text, place) => {
    const own = options[place];
    return {
      type: 'choice',
      id: `mc-${place}`,
      text,
      options: Array.isArray(own) ? own : options,
      several: Array.isArray(several) ? (several[place] ?? false) : several,
    };
  });
}

function readScales(draft: MugDraft, node: MugNode, wanted: string): Record<string, unknown>[] {
  const asked = told(node, 'made', 'scale_questions', list) ?? [];
  const points = told(node, 'made', 'scale_size', z.number()) ?? 21;
  const labels = told(node, 'made', 'scale_labels', z.union([list, z.array(list)])) ?? [];
  if (asked.length > 0 && points > MOST_POINTS)
    draft.lost.push(`scene ${wanted}: scales of ${points} points have ${MOST_POINTS}, the most there are`);
  return asked.map((text, place) => {
    const own = labels[place];
    const ends = Array.isArray(own) ? own : labels.filter((label): label is string => typeof label === 'string');
    const [low, high] = [ends[0], ends.at(-1)];
    return {
      type: 'likert',
      id: `scale-${place}`,
      text,
      points: Math.min(points, MOST_POINTS),
      ...(low !== undefined && { low }),
      ...(high !== undefined && { high }),
    };
  });
}
