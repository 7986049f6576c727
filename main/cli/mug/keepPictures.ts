import { decodePath } from '../../../protocol/decodePath';
import type { MugDraft } from './MugDraft';

const picture = /!\[([^\]]*)\]\(([^()\s]*)\)/g;

/** The pictures that the texts of scenes show: each is copied into `pictures/`, and shown from there. */
export function keepPictures(draft: MugDraft): void {
  for (const scene of draft.scenes) {
    if (typeof scene['text'] !== 'string') continue;
    scene['text'] = scene['text'].replace(picture, (_, words: string, source: string) => {
      const path = decodePath(source);
      if (path !== '' && !/^[a-z]+:|^\/\//i.test(path)) return `![${words}](${encodeURI(placeOf(draft, path))})`;
      const short = source.length > 60 ? `${source.slice(0, 59)}…` : source;
      draft.lost.push(
        `scene ${String(scene['id'])}: picture ${short || 'without a file'}: stations show the pictures of the study only → put it into pictures/ and write ![](pictures/…) into the text`,
      );
      return words;
    });
  }
}

/** Where a picture of the script's lies in the study; two of one name each have a place. */
function placeOf({ copied }: MugDraft, source: string): string {
  const name = source.slice(source.lastIndexOf('/') + 1);
  for (let number = 1; ; number += 1) {
    const path = `pictures/${number === 1 ? '' : `${number}-`}${name}`;
    const taken = copied.get(path);
    if (taken !== undefined && taken !== source) continue;
    copied.set(path, source);
    return path;
  }
}
