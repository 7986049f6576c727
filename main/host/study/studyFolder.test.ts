import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { describeProblem } from './describeProblem';
import { freezeStudy } from './freezeStudy.node';
import { hashStudyFolder } from './hashStudy.node';
import { type KnownStudies, listStudies } from './listStudies.node';
import { listStudyFolder } from './listStudyFolder.node';
import { loadStudy } from './loadStudy.node';
import { goodStudy } from './testing/goodStudy';
import { makeFolder } from './testing/makeFolder.node';

const made: string[] = [];
const folderWith = async (files: Record<string, string | Uint8Array>): Promise<string> => {
  const folder = await makeFolder(files);
  made.push(folder);
  return folder;
};
afterEach(async () => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
});
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
/** The good study, its metadata naming the model that is really there. */
const real = (): Record<string, string> => ({
  ...goodStudy,
  'policies/partner.json': (goodStudy['policies/partner.json'] ?? '').replace(
    /"[0-9a-f]{64}"/,
    `"${sha256('a model')}"`,
  ),
});
const problemsOf = async (folder: string) => (await listStudyFolder(folder)).problems.map(describeProblem);
const windows = process.platform === 'win32';

describe('which files are a study', () => {
  test('all but dot files and caches, by the bytes of their paths', async () => {
    const folder = await folderWith({
      'b.py': '1',
      'B.py': '22',
      'a/é.md': '',
      'a/z.md': '',
      '.git/config': '',
      '.env': '',
      'a/__pycache__/x.pyc': '',
      'x.pyc': '',
      'train/run.py': '',
    });
    const { files, problems } = await listStudyFolder(folder);
    expect(files.map(({ path }) => path)).toEqual(['B.py', 'a/z.md', 'a/é.md', 'b.py', 'train/run.py']);
    expect(files[0]?.bytes).toBe(2);
    expect(problems).toEqual([]);
  });

  test.skipIf(windows)(
    'a link within counts as its file; links out, to folders and to nowhere are refused',
    async () => {
      const outside = await folderWith({ 'secret.txt': 'secret' });
      const folder = await folderWith({ 'real.py': 'x', 'sub/y.py': 'y' });
      await symlink('real.py', join(folder, 'inside.py'));
      await symlink(join(outside, 'secret.txt'), join(folder, 'out.txt'));
      await symlink(outside, join(folder, 'outfolder'));
      await symlink('sub', join(folder, 'loop'));
      await symlink('nothing', join(folder, 'gone'));
      const { files } = await listStudyFolder(folder);
      expect(files.map(({ path }) => path)).toEqual(['inside.py', 'real.py', 'sub/y.py']);
      expect((await problemsOf(folder)).sort()).toEqual([
        'gone: a link that leads nowhere → Put the file itself here instead of a link.',
        'loop: a link to a folder → Put the file itself here instead of a link.',
        'out.txt: a link that leads out of the study folder → Put the file itself here instead of a link.',
        'outfolder: a link that leads out of the study folder → Put the file itself here instead of a link.',
      ]);
      const to = join(outside, 'frozen');
      expect(await freezeStudy({ from: folder, to })).toMatchObject({ ok: false });
      expect(await readdir(outside)).toEqual(['secret.txt']);
    },
  );

  test.skipIf(windows)('what is neither file nor folder is refused', async () => {
    const folder = await folderWith({ 'a.py': '' });
    const server = createServer().listen(join(folder, 'socket'));
    await once(server, 'listening');
    expect(await problemsOf(folder)).toEqual([
      'socket: expected a file or a folder, found something else → Take it out.',
    ]);
    server.close();
  });

  test('too many files and too many bytes are refused', async () => {
    const folder = await folderWith({ a: 'xxxx', b: 'xxxx', c: 'xxxx' });
    const few = await listStudyFolder(folder, { files: 2, bytes: 1000 });
    expect(few.problems[0]?.message).toContain('at most 2 files');
    expect((await listStudyFolder(folder, { files: 9, bytes: 11 })).problems).toHaveLength(1);
    expect((await listStudyFolder(folder, { files: 3, bytes: 12 })).problems).toEqual([]);
  });

  test('a folder that is not there, or is a file', async () => {
    const folder = await folderWith({ a: '' });
    expect(await problemsOf(join(folder, 'none'))).toHaveLength(1);
    expect(await problemsOf(join(folder, 'a'))).toHaveLength(1);
  });
});

describe('loading', () => {
  test('a good folder gives its study and its files', async () => {
    const { study, problems, files } = await loadStudy(await folderWith({ ...real(), '.DS_Store': 'x' }));
    expect(problems).toEqual([]);
    expect(study?.name).toBe('good');
    expect(files).toEqual(Object.keys(goodStudy).sort());
  });

  test('a model that was changed by one byte is not taken', async () => {
    const { study, problems } = await loadStudy(await folderWith({ ...real(), 'policies/partner.onnx': 'a mOdel' }));
    expect(study).toBeNull();
    expect(problems.map(({ message }) => message)).toEqual([
      `expected the model that policies/partner.json describes (SHA-256 ${sha256('a model').slice(0, 12)}…), found another one (${sha256('a mOdel').slice(0, 12)}…)`,
    ]);
  });

  test('bytes that are no text', async () => {
    const { problems } = await loadStudy(
      await folderWith({ ...real(), 'pages/welcome.md': new Uint8Array([0x41, 0xff, 0xfe]) }),
    );
    expect(problems.map(describeProblem)).toEqual([
      'study.yaml:24:11 scenes[0].file: expected a text file, found other bytes in "pages/welcome.md" → Save the file as UTF-8 text.',
    ]);
    const utf16 = await loadStudy(await folderWith({ 'study.yaml': new Uint8Array([0xff, 0xfe, 0x63, 0]) }));
    expect(utf16.problems.map(({ remedy }) => remedy)).toEqual([
      expect.stringContaining('Save study.yaml as UTF-8 in your editor'),
    ]);
  });

  test('no folder at all', async () => {
    const { study, problems } = await loadStudy('/there/is/no/such/folder');
    expect(study).toBeNull();
    expect(problems[0]?.message).toBe('there is no folder /there/is/no/such/folder');
  });
});

describe('freezing', () => {
  test('the copy is the study, private, and is not touched by later changes', async () => {
    const from = await folderWith({ ...real(), '.git/HEAD': 'x', 'data/large.bin': new Uint8Array(700_001).fill(7) });
    const to = join(await folderWith({}), 'records', 'study');
    const frozen = await freezeStudy({ from, to });
    if (!frozen.ok) throw new Error('not frozen');
    await writeFile(join(from, 'env.py'), 'changed');
    expect(await readFile(join(to, 'env.py'), 'utf8')).toBe(goodStudy['env.py']);
    expect((await readFile(join(to, 'data/large.bin'))).equals(Buffer.alloc(700_001, 7))).toBe(true);
    expect(frozen.hash).toBe(await hashStudyFolder(to));
    expect(frozen.hash).not.toBe(await hashStudyFolder(from));
    expect(frozen.files.map(({ path }) => path)).not.toContain('.git/HEAD');
    expect(frozen.bytes).toBe((await listStudyFolder(to)).files.reduce((sum, file) => sum + file.bytes, 0));
    if (!windows) expect((await stat(join(to, 'env.py'))).mode & 0o077).toBe(0);
    expect((await loadStudy(to)).study?.name).toBe('good');
  });

  test('a folder that is there already is never written into', async () => {
    const from = await folderWith(real());
    const to = await folderWith({ 'env.py': 'old' });
    await expect(freezeStudy({ from, to })).rejects.toThrow('EEXIST');
    expect(await readFile(join(to, 'env.py'), 'utf8')).toBe('old');
  });

  test.skipIf(windows)('anyone can compute the hash as the manual says', async () => {
    const folder = await folderWith({ ...real(), 'Z.md': 'z', 'a b.md': 'blank' });
    const manual = await readFile('docs/write-a-study.md', 'utf8');
    const told = /^find .*sha256sum$/m.exec(manual)?.[0] ?? '';
    const shell = `cd "${folder}" && ${told} | cut -d' ' -f1`;
    expect(await hashStudyFolder(folder)).toBe(execFileSync('sh', ['-c', shell], { encoding: 'utf8' }).trim());
  });

  test('the hash follows every content and every name', async () => {
    const hashes = await Promise.all(
      [{ a: '1' }, { a: '2' }, { b: '1' }, { a: '1', b: '' }, { 'a/a': '1' }].map(
        async (files: Record<string, string>) => hashStudyFolder(await folderWith(files)),
      ),
    );
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe('the studies on the shelves', () => {
  test('good ones with all on their card, bad ones with their problems, others not at all', async () => {
    const good = Object.entries(real()).map(([path, text]): [string, string] => [`good/${path}`, text]);
    const shelf = await folderWith({
      ...Object.fromEntries(good),
      'bad/study.yaml': 'title: Half a study\n',
      'cubicle/surface.py': '',
      '.hidden/study.yaml': '',
      'readme.txt': '',
    });
    const own = await folderWith({ 'copy/study.yaml': real()['study.yaml'] ?? '' });
    await mkdir(join(own, 'empty'));
    const entries = await listStudies([
      { folder: shelf, bundled: true },
      { folder: own, bundled: false },
      { folder: join(own, 'none'), bundled: false },
    ]);
    expect(entries.map(({ card }) => [card.name, card.title, card.bundled, card.problems.length > 0])).toEqual([
      ['bad', 'Half a study', true, true],
      ['good', 'A good study', true, false],
      ['copy', 'A good study', false, true],
    ]);
    expect(entries[1]?.card).toEqual({
      name: 'good',
      title: 'A good study',
      treatments: [],
      version: '1.0',
      description: 'Everything in it is right.',
      seats: { min: 1, max: 24 },
      scenes: 8,
      picture: '/card/good',
      bundled: true,
      problems: [],
    });
    expect(entries[1]?.picture).toEqual({ file: join(shelf, 'good/pictures/card.svg'), type: 'image/svg+xml' });
    expect(entries[0]?.card.problems[0]).toMatch(/^study\.yaml:1:1 cubicle: expected 1, found nothing → /);
  });

  test('are read again only when one of their files has changed', async () => {
    const shelf = await folderWith({});
    for (const [path, text] of Object.entries(real())) {
      await mkdir(join(shelf, 'good', path, '..'), { recursive: true });
      await writeFile(join(shelf, 'good', path), text);
    }
    const known: KnownStudies = new Map();
    const read = async () => (await listStudies([{ folder: shelf, bundled: true }], known))[0];
    const first = await read();
    expect(first?.card.problems).toEqual([]);
    expect(await read()).toBe(first);
    const model = join(shelf, 'good/policies/partner.onnx');
    const { size } = await stat(model);
    await writeFile(model, Buffer.alloc(size, 1));
    const second = await read();
    expect(second?.card.problems[0]).toMatch(/expected the model that policies\/partner\.json describes/);
    expect(await read()).toBe(second);
    await rm(model);
    expect((await read())?.card.problems[0]).toMatch(/there is no file "policies\/partner\.onnx"/);
  });

  test('of two studies of one name the second says so', async () => {
    const [first, second] = [await folderWith({}), await folderWith({})];
    for (const shelf of [first, second])
      for (const [path, text] of Object.entries(real())) {
        await mkdir(join(shelf, 'good', path, '..'), { recursive: true });
        await writeFile(join(shelf, 'good', path), text);
      }
    const entries = await listStudies([first, second].map((folder) => ({ folder, bundled: false })));
    expect(entries.map(({ study }) => study?.name)).toEqual(['good', undefined]);
    expect(entries[1]?.card.problems[0]).toContain('has the name "good" too');
    expect(new Set(entries.map(({ card }) => card.name)).size).toBe(2);
  });
});
