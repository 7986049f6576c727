import { createTheme, type MantineColorsTuple } from '@mantine/core';

const cubicle: MantineColorsTuple = [
  '#e6f5f5',
  '#d0e8e9',
  '#a3d1d3',
  '#72babd',
  '#47a3a7',
  '#2a9096',
  '#197f86',
  '#126d74',
  '#0d5b61',
  '#06484d',
];

const fontFamily = "'Inter Variable', system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** A cross says nothing to who cannot see it. */
const closeByName = { 'aria-label': 'Close' };

/** One look for operator and participant; the shades of the primary colour keep 4.5:1 against white text. */
export const theme = createTheme({
  fontFamily,
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  headings: { fontFamily, fontWeight: '650' },
  colors: { cubicle },
  primaryColor: 'cubicle',
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Modal: { defaultProps: { closeButtonProps: closeByName } },
    Notification: { defaultProps: { closeButtonProps: closeByName } },
  },
});
