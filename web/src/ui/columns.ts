import type { ColDef } from 'ag-grid-community';
import type { Maybe } from '../api/views';

/** At least this many pixels, and its share of what is left. */
const wide = (pixels: number) => ({ minWidth: pixels, flex: pixels });

/** A column of text. */
export const textColumn = <Row,>(name: string, width: number, read: (row: Row) => string, more: ColDef<Row> = {}): ColDef<Row> => ({
  headerName: name,
  ...wide(width),
  valueGetter: ({ data }) => data === undefined ? '' : read(data),
  ...more,
});

/** A right-aligned column of numbers; the header's tooltip holds the convention, the cell's the full number. */
export const numberColumn = <Row,>(
  name: string,
  width: number,
  read: (row: Row) => Maybe,
  show: (value: Maybe) => string,
  convention: string,
  more: ColDef<Row> = {},
): ColDef<Row> => ({
  headerName: name,
  headerTooltip: convention,
  ...wide(width),
  type: 'rightAligned',
  valueGetter: ({ data }) => data === undefined ? null : read(data) ?? null,
  valueFormatter: ({ value }) => show(value as Maybe),
  tooltipValueGetter: ({ value }) => value == null ? `not computed\n${convention}` : `${value}\n${convention}`,
  ...more,
});
