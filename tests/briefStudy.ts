/** The `study.yaml` of a session that is over after one page, called `brief`. */
export const briefStudy = `cubicle: 1
name: brief
title: Brief
version: "1"
description: One page.
seats: { min: 1, max: 3 }
scenes:
  - { id: welcome, kind: page, text: Welcome. }
  - { id: end, kind: end, text: Thank you., completionCode: true }
`;
