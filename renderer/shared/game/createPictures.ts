import { type Atlas, atlasPathOf, type Cut, parseAtlas } from './Atlas';

/** The pictures of a study by name. What has not arrived yet, or never will, is undefined: nothing is drawn. */
export type Pictures = {
  image(name: string): CanvasImageSource | undefined;
  /** One frame of an atlas or a sheet, upright and with its rim. */
  frame(name: string, frame: string | number): CanvasImageSource | undefined;
};

/** Drawings keep sharp lines when a frame of theirs is shown larger than it is. */
const drawingFineness = 4;

const isHere = (image: HTMLImageElement): boolean => image.complete && image.naturalWidth > 0;

/** Loads each picture when it is first asked for. `onArrived` is called when there is more to draw than before. */
export function createPictures(urlOf: (name: string) => string, onArrived: () => void): Pictures {
  const images = new Map<string, HTMLImageElement>();
  const atlases = new Map<string, Atlas | null>();
  const frames = new Map<string, HTMLCanvasElement | undefined>();

  const loadAtlas = async (name: string): Promise<void> => {
    const response = await fetch(urlOf(atlasPathOf(name)));
    if (!response.ok) throw new Error(`${atlasPathOf(name)}: ${response.status}`);
    const json: unknown = await response.json();
    atlases.set(name, parseAtlas(json));
    onArrived();
  };

  const findImage = (name: string): HTMLImageElement | undefined => {
    const known = images.get(name);
    if (known) return isHere(known) ? known : undefined;
    const image = new Image();
    images.set(name, image);
    image.onload = onArrived;
    image.src = urlOf(name);
    return undefined;
  };

  const findAtlas = (name: string): Atlas | undefined => {
    const known = atlases.get(name);
    if (known === undefined) {
      atlases.set(name, null);
      loadAtlas(name).catch((error: unknown) => console.warn('The atlas of a sprite cannot be used.', error));
    }
    return known ?? undefined;
  };

  return {
    image: findImage,
    frame: (name, frame) => {
      const key = `${typeof frame} ${frame} ${name}`;
      if (frames.has(key)) return frames.get(key);
      const atlas = findAtlas(name);
      const image = findImage(name);
      if (!atlas || !image) return undefined;
      const cut = atlas(frame, { width: image.naturalWidth, height: image.naturalHeight });
      const picture = cut && cutOut(image, cut, /\.svg$/i.test(name) ? drawingFineness : 1);
      frames.set(key, picture);
      return picture;
    },
  };
}

/** A frame as a picture of its own: scaled out of the whole image, it would have its neighbours' colours at its rim. */
function cutOut(image: HTMLImageElement, { x, y, w, h, whole, turned }: Cut, fineness: number): HTMLCanvasElement {
  const picture = document.createElement('canvas');
  picture.width = Math.max(1, Math.round(whole.w * fineness));
  picture.height = Math.max(1, Math.round(whole.h * fineness));
  const context = picture.getContext('2d');
  if (!context) return picture;
  context.scale(fineness, fineness);
  if (turned) {
    context.translate(whole.x, whole.y + h);
    context.rotate(-Math.PI / 2);
    context.drawImage(image, x, y, h, w, 0, 0, h, w);
  } else {
    context.drawImage(image, x, y, w, h, whole.x, whole.y, w, h);
  }
  return picture;
}
