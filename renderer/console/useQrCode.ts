import { toDataURL } from 'qrcode';
import { useEffect, useState } from 'react';

/** A QR code of `text` as a picture's URL; null until it is drawn. */
export function useQrCode(text: string): string | null {
  const [picture, setPicture] = useState<string | null>(null);
  useEffect(() => {
    let isWanted = true;
    void toDataURL(text, { margin: 1, width: 240 }).then(
      (url) => isWanted && setPicture(url),
      () => isWanted && setPicture(null),
    );
    return () => {
      isWanted = false;
    };
  }, [text]);
  return picture;
}
