import { z } from 'zod';
import { addMugForm } from './addMugForm';
import { addMugGame } from './addMugGame';
import { keepPictures } from './keepPictures';
import { freeName, losePackage, type MugDraft, newDraft, sceneName, textOf, told } from './MugDraft';
import type { MugExperiment, MugNode } from './mugExperiment';

export type MugStudy = Pick<MugDraft, 'written' | 'copied' | 'lost'> & {
  /** `study.yaml` as plain data. */
  study: Record<string, unknown>;
};

const forms = ['TextBox', 'ScalesAndTextBox', 'OptionBoxesWithScalesAndTextBox', 'MultipleChoice'];

/** Turns an experiment into a study. What has no place in one is in `lost`, a sentence each. */
export function makeMugStudy(experiment: MugExperiment, fallbackName: string, models: MugDraft['models']): MugStudy {
  const draft = newDraft(models);
  for (const node of experiment.scenes) addNode(draft, node);
  if (draft.scenes.at(-1)?.['kind'] !== 'end')
    draft.scenes.push({ id: sceneName(draft, 'end'), kind: 'end', text: 'Thank you!' });
  const last = draft.scenes.at(-1);
  if (last) last['completionCode'] = draft.wantsCode;
  keepPictures(draft);
  for (const file of experiment.files) draft.copied.set(file, file);
  for (const name of experiment.packages) losePackage(draft, name);
  for (const [method, given] of Object.entries(experiment.hosting)) {
    if (method === 'hosting' || method === 'static_files' || method === 'ExperimentConfig') continue;
    draft.lost.push(`${method}(${Object.keys(given).join(', ')}): there is no place for it in a study`);
  }
  for (const name of experiment.standIns.filter((other) => other !== 'eventlet'))
    draft.lost.push(`package ${name}: was not there when the script was read; what depends on it may be missing`);
  const title = z.string().safeParse(experiment.experiment['experiment_id']).data ?? fallbackName;
  const name = freeName(title, []);
  const groups = draft.scenes.map((scene) => z.number().safeParse(scene['groupSize']).data ?? 1);
  return {
    written: draft.written,
    copied: draft.copied,
    // What repeats with every scene, or every round of one, is said once for each.
    lost: [...new Set(draft.lost)],
    study: {
      cubicle: 1,
      name,
      title,
      version: '1',
      description: 'Made from a MUG experiment.',
      seats: { min: 1, max: Math.max(24, ...groups) },
      environments: draft.environments,
      policies: draft.policies,
      scenes: draft.scenes,
      ...(draft.blocks.length > 0 && { blocks: draft.blocks }),
    },
  };
}

function addNode(draft: MugDraft, node: MugNode): void {
  const { scenes } = node;
  if (!scenes) {
    addScene(draft, node);
    return;
  }
  if (node.type === 'RandomizeOrder') addRandomOrder(draft, node, scenes);
  else if (node.type === 'RepeatScene') addRepeated(draft, node, scenes);
  else for (const inner of scenes) addNode(draft, inner);
}

/** The ids of the scenes that `add` adds. */
function idsAdded(draft: MugDraft, add: () => void): string[] {
  const before = draft.scenes.length;
  add();
  return draft.scenes.slice(before).map(({ id }) => String(id));
}

function addRandomOrder(draft: MugDraft, node: MugNode, scenes: readonly MugNode[]): void {
  const blocks = draft.blocks.length;
  const units = scenes.map((inner) => idsAdded(draft, () => addNode(draft, inner))).filter(({ length }) => length > 0);
  const keep = told(node, 'made', 'keep_n', z.number());
  if (draft.blocks.length > blocks) {
    draft.blocks.length = blocks;
    const names = scenes.map((scene) => nameOf(scene)).join(', ');
    draft.lost.push(
      `RandomizeOrder of ${names}: has wrappers within → all follow one another once, as they are written`,
    );
  } else if (units.length > 0) {
    draft.blocks.push({
      scenes: units.map((unit) => (unit.length === 1 ? (unit[0] ?? '') : unit)),
      shuffle: true,
      ...(keep !== undefined && keep < units.length && { keep }),
    });
  }
}

function addRepeated(draft: MugDraft, node: MugNode, scenes: readonly MugNode[]): void {
  const repeat = told(node, 'made', 'n', z.number()) ?? 1;
  const blocks = draft.blocks.length;
  const addAll = (): void => {
    for (const inner of scenes) addNode(draft, inner);
  };
  const ids = idsAdded(draft, addAll);
  if (draft.blocks.length === blocks && ids.length > 0) draft.blocks.push({ scenes: ids, repeat });
  else for (let time = 1; time < repeat; time += 1) addAll();
}

const nameOf = (node: MugNode): string => told(node, 'scene', 'scene_id', z.string()) ?? node.type;

function addScene(draft: MugDraft, node: MugNode): void {
  const wanted = freeName(nameOf(node), []);
  if (node.type === 'GymScene') addMugGame(draft, node, wanted);
  else if (forms.includes(node.type)) addMugForm(draft, node, wanted);
  else addPage(draft, node, wanted);
}

function addPage(draft: MugDraft, node: MugNode, wanted: string): void {
  const title = textOf(node, 'display', 'scene_header');
  const text = [textOf(node, 'display', 'scene_subheader'), textOf(node, 'display', 'scene_body')]
    .filter((part) => part !== '')
    .join('\n\n');
  const isEnd = /^End/.test(node.type);
  if (node.type === 'CompletionCodeScene') draft.wantsCode = true;
  if (node.calls['redirect']) draft.lost.push(`scene ${wanted}: redirect to ${String(node.calls['redirect']['url'])}`);
  const ids = told(node, 'made', 'element_ids', z.array(z.string())) ?? [];
  if (ids.length > 0)
    draft.lost.push(`scene ${wanted}: what is typed into ${ids.join(', ')} → make it a form with questions`);
  if (!['StartScene', 'StaticScene', 'EndScene', 'CompletionCodeScene'].includes(node.type))
    draft.lost.push(`scene ${wanted}: a ${node.type} is a page here, with its text only`);
  draft.scenes.push({
    id: sceneName(draft, wanted),
    kind: isEnd ? 'end' : 'page',
    ...(title && { title }),
    text: text || title || '-',
  });
}
