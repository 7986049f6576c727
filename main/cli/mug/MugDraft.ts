import { z } from 'zod';
import type { FoundModel } from './makeModelMetadata';
import type { MugNode } from './mugExperiment';

/** A study that is being made: `study.yaml` as plain data, files to write or copy, and what could not be carried over. */
export type MugDraft = {
  environments: Record<string, unknown>;
  policies: Record<string, unknown>;
  scenes: Record<string, unknown>[];
  /** Scenes in an order that chance decides, or repeated, as a study has them. */
  blocks: { scenes: (string | string[])[]; shuffle?: true; keep?: number; repeat?: number }[];
  /** Path in the study → its text. */
  written: Map<string, string>;
  /** Path in the study → path as the script has it. */
  copied: Map<string, string>;
  /** Models that the script names, by the path that it gives: the file as it was found, or what is wrong with it. */
  models: ReadonlyMap<string, FoundModel | string>;
  lost: string[];
  wantsCode: boolean;
};

export const newDraft = (models: MugDraft['models']): MugDraft => ({
  models,
  environments: {},
  policies: {},
  scenes: [],
  blocks: [],
  written: new Map(),
  copied: new Map(),
  lost: [],
  wantsCode: false,
});

export const plainAction = z.union([z.number(), z.string(), z.boolean(), z.array(z.number()), z.null()]);
export type PlainAction = z.infer<typeof plainAction>;

/** What a scene's builder was told: the value of a parameter of a method, if it is of this type. */
export function told<T>(node: MugNode, method: string, parameter: string, type: z.ZodType<T>): T | undefined {
  const read = type.safeParse(node.calls[method]?.[parameter]);
  return read.success ? read.data : undefined;
}

export const textOf = (node: MugNode, method: string, parameter: string): string =>
  told(node, method, parameter, z.string()) ?? told(node, method, `${parameter}_filepath`, z.string()) ?? '';

/** A name as studies have them, of which there is none yet. */
export function freeName(wanted: string, taken: readonly string[]): string {
  const plain =
    wanted
      .toLowerCase()
      .replace(/[^a-z0-9_-]+/g, '-')
      .replace(/^[^a-z]+/, '')
      .slice(0, 32) || 'scene';
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? plain : `${plain}-${number}`;
    if (!taken.includes(name)) return name;
  }
}

/** Keeps an environment or a policy under its name in the study: the one that it has already, else the wanted one if it is free. */
export function keepNamed(kept: Record<string, unknown>, wanted: string, spec: object): string {
  const known = Object.entries(kept).find(([, other]) => JSON.stringify(other) === JSON.stringify(spec));
  const name = known?.[0] ?? freeName(wanted, Object.keys(kept));
  kept[name] = spec;
  return name;
}

/** A package that an environment needs: none comes with a study by itself. */
export const losePackage = (draft: MugDraft, name: string): void =>
  void draft.lost.push(
    `package ${name}: the sandbox has Python's own modules only → name it in a requirements.txt, and give its environment "runtime: python" and "packages: requirements.txt" (docs/from-mug.md, Packages)`,
  );

/** Who plays in a scene, by agent, as the script says it. */
export const policyMapping = (node: MugNode): Record<string, unknown> =>
  told(node, 'policies', 'policy_mapping', z.record(z.string(), z.unknown())) ?? {};

export const sceneName = (draft: MugDraft, wanted: string): string =>
  freeName(
    wanted,
    draft.scenes.map(({ id }) => String(id)),
  );
