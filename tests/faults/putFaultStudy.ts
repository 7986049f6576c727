import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootFolder } from '../../build/scripts/paths.mjs';

export const FAULT_STUDY = 'endless';
export const TICK_HZ = 30;
const BLOCKS = 80;
/** Long enough that answers span several pages of the journal. */
const QUESTIONS = `
      - { type: likert, id: mood, text: How do you feel? }
      - { type: number, id: guess, text: Guess a number, min: 0, max: 1000000 }
      - { type: text, id: story, text: Tell us about it, long: true }`;

/**
 * Puts a study on the shelf of a data folder in which there is always something to lose: again and again a form, a quiz, and
 * a short game of two episodes, two by two. It has no end that a campaign would reach, and nobody waits for a countdown.
 */
export function putFaultStudy(dataFolder: string): void {
  const folder = join(dataFolder, 'studies', FAULT_STUDY);
  mkdirSync(folder, { recursive: true });
  for (const file of ['env.py', 'physics.py', 'drawing.py'])
    cpSync(join(rootFolder, 'environments/volley', file), join(folder, file));
  writeFileSync(join(folder, 'study.yaml'), studyText());
}

function studyText(): string {
  const blocks = Array.from({ length: BLOCKS }, (_, block) => blockText(block + 1));
  return `cubicle: 1
name: ${FAULT_STUDY}
title: Endless
version: "1"
description: A form, a quiz and a short game, over and over.
seats: { min: 2, max: 8 }
environments:
  volley:
    file: env.py
    class: SlimeVolley
    kwargs: { points_to_win: 1000, max_ticks: 1000000 }
    canvas: { width: 800, height: 450 }
policies:
  any: { kind: random, actions: [0, 1, 2, 3] }
scenes:
  - { id: lobby, kind: lobby, text: Please wait., groupSize: 2, matching: seats, waitS: 3600 }
${blocks.join('')}  - { id: end, kind: end, text: Thank you. }
`;
}

const blockText = (block: number): string => `  - id: form${block}
    kind: form
    text: How is it going?
    questions:${QUESTIONS}
  - id: quiz${block}
    kind: quiz
    text: One question.
    questions:
      - { id: sum, text: What is 2 + 3?, options: ["4", "5", "6"], answer: "5" }
  - id: game${block}
    kind: game
    text: Play.
    environment: volley
    roles: { left: human, right: human }
    fill: any
    waitS: 3600
    tickHz: ${TICK_HZ}
    episodes: 2
    maxTicks: 30
    countdownS: 0
    resumeS: 0
    hashEvery: 10
    keys: { ArrowLeft: 1, ArrowRight: 2, ArrowUp: 3, ArrowLeft+ArrowUp: 4, ArrowRight+ArrowUp: 5 }
`;
