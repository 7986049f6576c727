import { type Finding, isMap, valueAt } from './Finding';
import { fillIn, type Parameters } from './fillIn';

/** A study file as those of one treatment have it. */
export type TreatedDocument = { treatment: string | null; parameters: Parameters; document: unknown };

/** Keys of a scene that are the same under every treatment. */
const fixedKeys: readonly string[] = ['id', 'kind', 'when', 'private'];

/** The study file once for each treatment, with its parameters filled in; as it stands when there are none. */
export const treatDocument = (document: unknown): TreatedDocument[] => {
  const treatments = listTreatments(document);
  if (treatments.length === 0) return [{ treatment: null, parameters: {}, document }];
  // What one of them lacks is told by itself, and not once more at every place where it is used.
  const all: Parameters = Object.fromEntries(treatments.flatMap(({ parameters }) => Object.entries(parameters)));
  return treatments.map(({ name, parameters: own }) => {
    const parameters = { ...all, ...own };
    return { treatment: name, parameters, document: fillDocument(document, parameters) };
  });
};

/** The treatments of a study file, as far as they can be read. */
export const listTreatments = (document: unknown): { name: string; parameters: Parameters; index: number }[] => {
  const list = valueAt(document, ['treatments']);
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: unknown, index) => {
    const [name, parameters] = [valueAt(one, ['name']), valueAt(one, ['parameters'])];
    return typeof name === 'string' ? [{ name, parameters: isMap(parameters) ? parameters : {}, index }] : [];
  });
};

/** The texts in which parameters may stand, with their paths: scenes but for what is fixed, and the kwargs of environments. */
export const listFillable = (document: unknown): Pick<Finding, 'path'>[] => {
  const [scenes, environments] = [valueAt(document, ['scenes']), valueAt(document, ['environments'])];
  return [
    ...(Array.isArray(scenes) ? scenes.flatMap((scene, index) => textsOfScene(scene, ['scenes', index])) : []),
    ...(isMap(environments)
      ? Object.entries(environments).flatMap(([name, spec]) =>
          textsIn(valueAt(spec, ['kwargs']), ['environments', name, 'kwargs']),
        )
      : []),
  ];
};

const textsOfScene = (scene: unknown, path: Finding['path']): Pick<Finding, 'path'>[] =>
  isMap(scene)
    ? Object.entries(scene).flatMap(([key, value]) => (fixedKeys.includes(key) ? [] : textsIn(value, [...path, key])))
    : [];

const textsIn = (value: unknown, path: Finding['path']): Pick<Finding, 'path'>[] => {
  if (typeof value === 'string') return [{ path }];
  if (Array.isArray(value)) return value.flatMap((one: unknown, index) => textsIn(one, [...path, index]));
  return isMap(value) ? Object.entries(value).flatMap(([key, one]) => textsIn(one, [...path, key])) : [];
};

const fillDocument = (document: unknown, parameters: Parameters): unknown => {
  if (!isMap(document)) return document;
  const { scenes, environments } = document;
  return {
    ...document,
    ...(Array.isArray(scenes) && { scenes: scenes.map((scene: unknown) => fillScene(scene, parameters)) }),
    ...(isMap(environments) && {
      environments: Object.fromEntries(
        Object.entries(environments).map(([name, spec]) => [name, fillKwargs(spec, parameters)]),
      ),
    }),
  };
};

const fillScene = (scene: unknown, parameters: Parameters): unknown =>
  isMap(scene)
    ? Object.fromEntries(
        Object.entries(scene).map(([key, value]) => [key, fixedKeys.includes(key) ? value : fillIn(value, parameters)]),
      )
    : scene;

const fillKwargs = (spec: unknown, parameters: Parameters): unknown =>
  isMap(spec) && 'kwargs' in spec ? { ...spec, kwargs: fillIn(spec['kwargs'], parameters) } : spec;
