import { Checkbox, Group, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import {
  exportFormats,
  type ExportLayout,
  exportLayoutNames,
  exportLayouts,
  exportTables,
} from '../../protocol/journal';
import { desktop } from '../shared/desktop';
import type { ExportChoice } from './exportChoice';

/** Whether there is something to export in it. */
export const isChosen = ({ layout, formats, tables }: ExportChoice): boolean =>
  !exportLayouts[layout].isFree || (formats.length > 0 && tables.length > 0);

/** How an export is to be arranged, what goes in, and whether it comes as a folder or a zip. */
export function ExportOptions({
  choice,
  disabled,
  onChange,
}: {
  choice: ExportChoice;
  disabled: boolean;
  onChange(choice: ExportChoice): void;
}) {
  const change = (some: Partial<ExportChoice>): void => onChange({ ...choice, ...some });
  const { isFree, about } = exportLayouts[choice.layout];
  return (
    <Stack>
      <Select
        label="Layout"
        description={about}
        data={exportLayoutNames.map((value) => ({ value, label: exportLayouts[value].title }))}
        value={choice.layout}
        onChange={(layout) => change({ layout: layout as ExportLayout })}
        allowDeselect={false}
        disabled={disabled}
      />
      {isFree ? (
        <>
          <Checkbox.Group label="Formats" value={choice.formats} onChange={(formats) => change({ formats: formats })}>
            <Group mt={6}>
              {exportFormats.map((format) => (
                <Checkbox key={format} value={format} label={format.toUpperCase()} disabled={disabled} />
              ))}
            </Group>
          </Checkbox.Group>
          <Checkbox
            label="CSV for a double click in Excel"
            description="With a byte order mark in front, so that umlauts are read as such."
            checked={choice.bom}
            onChange={(event) => change({ bom: event.currentTarget.checked })}
            disabled={disabled || !choice.formats.includes('csv')}
          />
          <Checkbox.Group label="Tables" value={choice.tables} onChange={(tables) => change({ tables: tables })}>
            <Group mt={6}>
              {exportTables.map((table) => (
                <Checkbox key={table} value={table} label={table.replace('_', ' ')} disabled={disabled} />
              ))}
            </Group>
          </Checkbox.Group>
        </>
      ) : null}
      {desktop.kind === 'app' ? (
        <SegmentedControl
          aria-label="Folder or zip"
          data={[
            { value: 'folder', label: 'Folder' },
            { value: 'zip', label: 'Zip file' },
          ]}
          value={choice.container}
          onChange={(container) => change({ container: container })}
          disabled={disabled}
        />
      ) : (
        <Text size="sm" c="dimmed">
          It comes as one zip file into the downloads of this browser.
        </Text>
      )}
    </Stack>
  );
}
