import { expect, test } from 'vitest';
import { createStudyShelf } from './createStudyShelf.node';

test('studies that could not be looked at once are read again when somebody asks again', async () => {
  let looks = 0;
  const look = () => {
    looks += 1;
    return looks === 1 ? Promise.reject(new Error('the folder is gone')) : Promise.resolve(null);
  };
  const shelf = createStudyShelf([{ folder: 'environments', bundled: true, only: 'blank' }], { look, of: () => null });
  await expect(shelf.refresh()).rejects.toThrow('the folder is gone');
  expect(shelf.cards()).toEqual([]);
  await shelf.refresh();
  expect(shelf.cards().map(({ name }) => name)).toEqual(['blank']);
});
