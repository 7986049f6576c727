import { useEffect, useRef, useState } from 'react';
import type { GameFrame } from '../../../protocol/message';
import { studyFileUrl } from '../studyFileUrl';
import { changeHud } from './changeHud';
import { createCanvasPainter } from './createCanvasPainter';
import { fitCanvas, type Size } from './fitCanvas';
import classes from './GameCanvas.module.css';

/** A stream of frames: calls `push` with each from now on (a whole one first) and returns the way to stop. */
export type FrameSource = (push: (frame: GameFrame) => void) => () => void;

export type GameCanvasProps = {
  session: string;
  canvas: Size;
  tickHz: number;
  source: FrameSource;
  onShown?: ((frame: GameFrame, shownMs: number) => void) | undefined;
  /** The canvas is there; what it returns is called when it goes. */
  onCanvas?: ((canvas: HTMLCanvasElement) => () => void) | undefined;
  label: string;
};

/** The picture of one game with the text above it, as large as its surroundings allow and sharp on every screen. All props are read once. */
export function GameCanvas({ session, canvas, tickHz, source, onShown, onCanvas, label }: GameCanvasProps) {
  const frameRef = useRef<HTMLDivElement>(null);
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const [hud, setHud] = useState<string | null>(null);
  const given = useRef({ session, canvas, tickHz, source, onShown, onCanvas });

  useEffect(() => {
    const frame = frameRef.current;
    const element = canvasRef.current;
    if (!frame || !element) return;
    const { session: folder, canvas: size, tickHz: rate, source: frames, onShown: report } = given.current;
    const stopInputs = given.current.onCanvas?.(element);
    const painter = createCanvasPainter(element, {
      canvas: size,
      tickHz: rate,
      pictureUrl: (name) => studyFileUrl(folder, name),
      ...(report ? { onShown: report } : {}),
    });
    const fit = (): void => {
      const { css, device } = fitCanvas(
        size,
        { width: frame.clientWidth, height: frame.clientHeight },
        window.devicePixelRatio,
      );
      element.style.width = `${css.width}px`;
      element.style.height = `${css.height}px`;
      painter.resize(device.width, device.height);
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(frame);
    // Zooming and moving to another display change the ratio without changing the layout size.
    window.addEventListener('resize', fit);
    const stopFrames = frames((next) => {
      painter.push(next);
      setHud((before) => changeHud(before, next.delta));
    });
    return () => {
      stopFrames();
      stopInputs?.();
      observer.disconnect();
      window.removeEventListener('resize', fit);
      painter.stop();
    };
  }, []);

  return (
    <div className={classes.box}>
      {hud !== null && (
        <div className={classes.hud} aria-label={`Text of ${label}`}>
          {hud}
        </div>
      )}
      <div ref={frameRef} className={classes.frame}>
        <canvas ref={canvasRef} className={classes.canvas} role="img" aria-label={label} />
      </div>
    </div>
  );
}
