import { type Atlas, atlasPathOf, type Cut, findCut, parseAtlas } from './Atlas';

/** The pictures of a study by name. What has not arrived yet, or never will, is undefined: nothing is drawn. */
export type Pictures = {
  image(name: string): CanvasImageSource | undefined;
  cut(name: string, frame: string | number): Cut | undefined;
};

const isHere = (image: HTMLImageElement): boolean => image.complete && image.naturalWidth > 0;

/** Loads each picture when it is first asked for. `onArrived` is called when there is more to draw than before. */
export function createPictures(urlOf: (name: string) => string, onArrived: () => void): Pictures {
  const images = new Map<string, HTMLImageElement>();
  const atlases = new Map<string, Atlas | null>();

  const loadAtlas = async (name: string): Promise<void> => {
    const response = await fetch(urlOf(atlasPathOf(name)));
    if (!response.ok) throw new Error(`${atlasPathOf(name)}: ${response.status}`);
    const json: unknown = await response.json();
    atlases.set(name, parseAtlas(json));
    onArrived();
  };

  return {
    image: (name) => {
      const known = images.get(name);
      if (known) return isHere(known) ? known : undefined;
      const image = new Image();
      images.set(name, image);
      image.onload = onArrived;
      image.src = urlOf(name);
      return undefined;
    },
    cut: (name, frame) => {
      const atlas = atlases.get(name);
      if (atlas) return findCut(atlas, frame);
      if (atlas === undefined) {
        atlases.set(name, null);
        loadAtlas(name).catch((error: unknown) => console.warn('The atlas of a sprite cannot be used.', error));
      }
      return undefined;
    },
  };
}
