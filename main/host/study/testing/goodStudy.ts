const yaml = `cubicle: 1
name: good
title: A good study
version: "1.0"
description: Everything in it is right.
picture: pictures/card.svg
seats: { min: 1, max: 24 }
environments:
  field:
    file: env.py
    class: Field
    kwargs: { points: 5 }
    canvas: { width: 800, height: 450 }
policies:
  partner:
    kind: onnx
    model: policies/partner.onnx
    metadata: policies/partner.json
  lazy: { kind: noop }
scenes:
  - id: welcome
    kind: page
    title: Welcome
    file: pages/welcome.md
  - id: consent
    kind: consent
    text: Do you agree?
  - id: quiz
    kind: quiz
    questions:
      - id: jump
        text: Which key jumps?
        options: [Space, Enter]
        answer: Space
        hint: Look at the large key.
  - id: meet
    kind: lobby
    groupSize: 2
  - id: play
    kind: game
    environment: field
    roles: { left: human, right: human }
    fill: partner
    keys:
      ArrowLeft: 1
      ArrowLeft+Space: 4
  - id: ask
    kind: form
    questions:
      - { type: likert, id: fun, text: It was fun., low: not at all, high: very }
      - { type: number, id: age, text: Your age, min: 18, max: 120 }
      - { type: choice, id: hand, text: Your hand, options: [left, right], several: true }
      - { type: text, id: why, text: Why?, long: true, required: false }
  - id: more
    kind: form
    survey: forms/more.json
  - id: bye
    kind: end
    text: Thank you!
`;
export const MODEL_HASH = '0123456789ab'.padEnd(64, '0');
const metadata = {
  name: 'partner',
  kind: 'onnx',
  sha256: MODEL_HASH,
  input: { name: 'obs', shape: [null, 12], dtype: 'float32' },
  output: { name: 'logits', shape: [null, 6] },
  actionHead: 'argmax',
  actionMap: { left: [0, 1, 2], right: [0, 2, 1] },
};

/** A study in which everything is right, as texts of its files. */
export const goodStudy: Readonly<Record<string, string>> = {
  'study.yaml': yaml,
  'env.py': 'class Field: ...\n',
  'pages/welcome.md': '\uFEFF# Welcome\r\nPress [[Space]].\r\n',
  'pictures/card.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'policies/partner.onnx': 'a model',
  'policies/partner.json': JSON.stringify(metadata, null, 2),
  'forms/more.json': '{ "elements": [{ "type": "text", "name": "more" }] }',
};
export const goodHashes: Readonly<Record<string, string>> = { 'policies/partner.onnx': MODEL_HASH };

/** The good study with a piece of study.yaml replaced; throws when the piece is not there. */
export const withYaml = (from: string, to: string): Record<string, string> => {
  if (!yaml.includes(from)) throw new Error(`study.yaml has no ${JSON.stringify(from)}`);
  return { ...goodStudy, 'study.yaml': yaml.replace(from, to) };
};
