/** One package of a requirements.txt: `six==1.17.0 --hash=sha256:…`. */
export type Requirement = {
  /** As index and wheels write it: lower case, `-` between its parts. */
  name: string;
  version: string;
  /** SHA-256 of each file that may be installed, in lower-case hex. */
  hashes: string[];
  /** After the `;`: on which interpreters it is wanted; null: on all. */
  marker: string | null;
  /** Of its beginning, from 1. */
  line: number;
};
export type RequirementProblem = { line: number; message: string; remedy: string };

const MAX_PACKAGES = 500;
const pinned = /^([A-Za-z0-9][\w.-]*)(\[[\w., -]*\])?\s*==\s*([\w.!+-]+)$/;
const hash = /^--hash[= ]sha256:([0-9a-fA-F]{64})$/;

/** Reads a requirements.txt in which every package is pinned by version and SHA-256, as `pip install --require-hashes` takes it. */
export function readRequirements(text: string): { packages: Requirement[]; problems: RequirementProblem[] } {
  const packages: Requirement[] = [];
  const problems: RequirementProblem[] = [];
  for (const { line, content } of joinLines(text)) {
    const read = readOne(content, line);
    if ('message' in read) problems.push(read);
    else packages.push(read);
  }
  if (packages.length > MAX_PACKAGES)
    problems.push({
      line: 1,
      message: `expected at most ${MAX_PACKAGES} packages`,
      remedy: 'Name only what is needed.',
    });
  return { packages, problems };
}

/** A package's name as index and wheels compare it. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

function readOne(content: string, line: number): Requirement | RequirementProblem {
  if (content.startsWith('-'))
    return {
      line,
      message: `expected a package, found the option ${content.split(/[\s=]/)[0] ?? ''}`,
      remedy: 'Write only packages here; files that are not on PyPI go into the folder wheels of the study.',
    };
  const [wish = '', ...rest] = content.split(/\s+(?=--)/);
  const [package_ = '', marker = null] = wish.split(';').map((part) => part.trim());
  const [, name, , version] = pinned.exec(package_) ?? [];
  if (name === undefined || version === undefined)
    return {
      line,
      message: `expected one version of a package, like six==1.17.0, found ${JSON.stringify(package_)}`,
      remedy: 'Run: pip-compile --generate-hashes, or uv pip compile --generate-hashes, and copy what it prints.',
    };
  const hashes = rest.map((option) => hash.exec(option.trim())?.[1]?.toLowerCase());
  if (hashes.length === 0 || hashes.includes(undefined))
    return {
      line,
      message: `expected --hash=sha256:… behind ${name}==${version}, and nothing else`,
      remedy: 'Run: pip hash FILE.whl, or pip-compile --generate-hashes, and copy what it prints.',
    };
  return { name: plainName(name), version, hashes: hashes.filter((one) => one !== undefined), marker, line };
}

/** Lines that end in a backslash go on in the next; comments and empty lines are left out. */
function joinLines(text: string): { line: number; content: string }[] {
  const joined: { line: number; content: string }[] = [];
  let open: { line: number; content: string } | undefined;
  for (const [index, raw] of text.split(/\r\n?|\n/).entries()) {
    const content = raw.replace(/(^|\s)#.*$/, '').trim();
    const goesOn = content.endsWith('\\');
    const part = goesOn ? content.slice(0, -1).trim() : content;
    const whole: { line: number; content: string } =
      open === undefined ? { line: index + 1, content: part } : { line: open.line, content: `${open.content} ${part}` };
    open = goesOn ? whole : undefined;
    if (!goesOn && whole.content.trim() !== '') joined.push({ line: whole.line, content: whole.content.trim() });
  }
  if (open !== undefined && open.content.trim() !== '') joined.push(open);
  return joined;
}
