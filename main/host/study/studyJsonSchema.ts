import { z } from 'zod';
import { studyFile } from '../../../protocol/study';
import { isMap, type Path, valueAt } from './Finding';

/** The JSON Schema (2020-12) of `study.yaml`, for editors that complete and check while an author types. */
export const studyJsonSchema = (): Record<string, unknown> => ({
  title: 'Cubicle study',
  description: 'study.yaml: what participants of a study see and play, in order.',
  ...withMarks(z.toJSONSchema(studyFile, { io: 'input' })),
});

/** Where a scene wants a number, true or false, or one of some words, it may say {{name}}: what a treatment's parameter is. */
const withMarks = (schema: Record<string, unknown>): Record<string, unknown> => {
  const alternatives = valueAt(schema, ['properties', 'scenes', 'items', 'oneOf']);
  if (!Array.isArray(alternatives)) throw new Error('The schema has no scenes.');
  for (const scene of alternatives) {
    const properties = valueAt(scene, ['properties']);
    if (!isMap(properties)) continue;
    for (const [key, property] of Object.entries(properties)) {
      const isClosed = isMap(property) && ['number', 'integer', 'boolean'].includes(String(property['type']));
      const isChoice = isMap(property) && Array.isArray(property['enum']);
      if (isClosed || isChoice)
        properties[key] = { anyOf: [property, { type: 'string', pattern: '^\\{\\{.*\\}\\}$' }] };
    }
  }
  return schema;
};

const kinds = ['kind', 'type'] as const;

/** The keys that may stand in the map at `path` of a study file whose value is `value`; none when anything may. */
export const knownKeysAt = (value: unknown, path: Path): string[] => {
  let schema: unknown = studyJsonSchema();
  for (const [depth, part] of path.entries()) {
    const here = narrow(schema, valueAt(value, path.slice(0, depth)));
    if (typeof part === 'number') schema = here['items'];
    else {
      const { properties, additionalProperties } = here;
      schema = isMap(properties) && Object.hasOwn(properties, part) ? properties[part] : additionalProperties;
    }
  }
  const { properties } = narrow(schema, valueAt(value, path));
  return isMap(properties) ? Object.keys(properties) : [];
};

/** Of a schema with alternatives, the one whose `kind` or `type` is the value's. */
const narrow = (schema: unknown, value: unknown): Record<string, unknown> => {
  if (!isMap(schema)) return {};
  const alternatives = schema['oneOf'] ?? schema['anyOf'];
  if (!Array.isArray(alternatives)) return schema;
  const fits = (alternative: unknown) =>
    kinds.some((kind) => {
      const wanted = valueAt(alternative, ['properties', kind, 'const']);
      return wanted !== undefined && wanted === valueAt(value, [kind]);
    });
  const found: unknown = alternatives.find(fits);
  return isMap(found) ? found : {};
};
