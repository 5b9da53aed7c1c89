import type { ColDef } from 'ag-grid-community';
import type { Maybe } from '../api/views';

/** A column of text. */
export const textColumn = <Row,>(name: string, width: number, read: (row: Row) => string, more: ColDef<Row> = {}): ColDef<Row> => ({
  headerName: name,
  width,
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
  width,
  type: 'rightAligned',
  cellClass: 'number',
  valueGetter: ({ data }) => data === undefined ? null : read(data) ?? null,
  valueFormatter: ({ value }) => show(value as Maybe),
  tooltipValueGetter: ({ value }) => value == null ? `not computed\n${convention}` : `${value}\n${convention}`,
  ...more,
});
