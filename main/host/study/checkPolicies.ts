import { type PolicyMetadata, policyMetadata } from '../../../protocol/policy';
import type { StudyProblem } from '../../../protocol/study';
import { checkNamedFile, checkTextFile } from './checkNamedFile';
import { describeIssue } from './describeIssue';
import type { Finding, Path } from './Finding';
import { listMissing } from './listMissing';
import { locateFindings } from './locateFindings';
import { parseStudyYaml } from './parseStudyYaml';
import { agentsOfPolicy, takeOverPolicies } from './agentsOfPolicy';
import { readJson } from './readJson';
import type { PolicyFile, StudyParts } from './readParts';
import type { StudyFiles } from './StudyFiles';

export type CheckedPolicies = {
  /** By the name of the policy: the metadata of those that have any and are sound. */
  metadata: Map<string, PolicyMetadata>;
  findings: Finding[];
  /** In the metadata files themselves. */
  problems: StudyProblem[];
};

/**
 * What is wrong with the policies: models that are not ONNX, are missing, or are not the file their metadata was written for.
 * `modelHashes`: path → SHA-256 of the file, lower-case hex.
 */
export const checkPolicies = (
  parts: StudyParts,
  files: StudyFiles,
  modelHashes: Readonly<Record<string, string>>,
): CheckedPolicies => {
  const checked: CheckedPolicies = { metadata: new Map(), findings: [], problems: [] };
  for (const [name, policy] of parts.policies) {
    if (policy?.kind !== 'onnx') continue;
    const path: Path = ['policies', name];
    const model = checkModel(files, policy.model, [...path, 'model']);
    const named = checkTextFile(files, policy.metadata, [...path, 'metadata'], ['.json']);
    checked.findings.push(...model, ...named);
    if (named.length > 0) continue;
    const { metadata, problems } = readMetadata(files, policy.metadata);
    checked.problems.push(...problems);
    if (!metadata) continue;
    checked.metadata.set(name, metadata);
    if (model.length === 0) checked.findings.push(...checkHash(policy, metadata, modelHashes, [...path, 'model']));
    checked.findings.push(...checkActionMap(name, metadata, parts, [...path, 'metadata']));
  }
  return checked;
};

const pickles = ['.pkl', '.pickle', '.joblib', '.pt', '.pth', '.ckpt'];

const checkModel = (files: StudyFiles, model: string, path: Path): Finding[] => {
  if (!pickles.some((ending) => model.toLowerCase().endsWith(ending)))
    return checkNamedFile(files, model, path, ['.onnx']);
  const message = `expected an ONNX model, found the pickle ${JSON.stringify(model)}`;
  const remedy =
    'Opening a pickle can run any program, so Cubicle never does. Export the model as ONNX, for example with torch.onnx.export.';
  return [{ path, on: 'value', message, remedy }];
};

const readMetadata = (
  files: StudyFiles,
  file: string,
): { metadata: PolicyMetadata | null; problems: StudyProblem[] } => {
  const { value, problems } = readJson(files, file);
  if (problems.length > 0) return { metadata: null, problems };
  const result = policyMetadata.safeParse(value);
  if (result.success) return { metadata: result.data, problems: [] };
  const findings = result.error.issues.flatMap((issue) => describeIssue(issue, value));
  return { metadata: null, problems: locateFindings(file, parseStudyYaml(files.text(file) ?? ''), findings) };
};

const DIGITS = 12;

const checkHash = (
  { model, metadata: file }: Extract<PolicyFile, { kind: 'onnx' }>,
  { sha256 }: PolicyMetadata,
  modelHashes: Readonly<Record<string, string>>,
  path: Path,
): Finding[] => {
  const found = modelHashes[model];
  if (found === sha256) return [];
  const is = found === undefined ? 'none' : `${found.slice(0, DIGITS)}…`;
  const message = `expected the model that ${file} describes (SHA-256 ${sha256.slice(0, DIGITS)}…), found another one (${is})`;
  const remedy = `Put the right model there. If it was changed on purpose, check its metadata and write its new SHA-256 into ${file}.`;
  return [{ path, on: 'value', message, remedy }];
};

/** Without a line for its agent in the action map, a policy would be taken to mean other actions than it was trained for. */
const checkActionMap = (
  name: string,
  { actionMap, actionHead }: PolicyMetadata,
  parts: StudyParts,
  path: Path,
): Finding[] => {
  if (!actionMap) return [];
  if (actionHead === 'continuous') {
    const message = `${JSON.stringify(name)} gives its actions as numbers (continuous), and its actionMap is for indices`;
    const remedy = 'Take the actionMap out of the metadata, or use argmax or softmax as actionHead.';
    return [{ path, on: 'value', message, remedy }];
  }
  const agents = parts.scenes.flatMap(({ scene }) =>
    scene?.kind === 'game'
      ? agentsOfPolicy(name, {
          ...scene,
          missingAction: listMissing(scene),
          takeOver: { policies: takeOverPolicies(scene) },
        })
      : [],
  );
  return [...new Set(agents)]
    .filter((agent) => !Object.hasOwn(actionMap, agent))
    .map((agent) => ({
      path,
      on: 'value',
      message: `${JSON.stringify(name)} may play ${JSON.stringify(agent)}, but its actionMap has no actions for it (only for ${Object.keys(actionMap).join(', ')})`,
      remedy: `Add ${JSON.stringify(agent)} to the actionMap of the metadata.`,
    }));
};
