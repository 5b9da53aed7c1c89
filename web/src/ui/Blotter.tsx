import {
  CellStyleModule, ClientSideRowModelModule, colorSchemeDark, createGrid, ModuleRegistry, PinnedRowModule, QuickFilterModule, themeQuartz, TooltipModule,
  type ColDef, type GridApi,
} from 'ag-grid-community';
import { memo, useEffect, useRef } from 'react';
import { FONT, isWide, palette } from './palette';

ModuleRegistry.registerModules([ClientSideRowModelModule, PinnedRowModule, QuickFilterModule, TooltipModule, CellStyleModule]);

const theme = themeQuartz.withPart(colorSchemeDark).withParams({
  backgroundColor: palette.panel,
  foregroundColor: palette.text,
  borderColor: palette.line,
  headerBackgroundColor: palette.panel,
  headerTextColor: palette.dim,
  headerFontSize: isWide ? 12 : 11,
  headerFontWeight: 500,
  oddRowBackgroundColor: '#131922',
  fontFamily: FONT,
  fontSize: isWide ? 13 : 12,
  rowHeight: isWide ? 25 : 23,
  headerHeight: 24,
  cellHorizontalPadding: 5,
  wrapperBorder: false,
  wrapperBorderRadius: 0,
  columnBorder: false,
});

/** Of this page alone: styles that are made while it runs carry it. */
const styleNonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';

interface Props<Row> {
  rows: readonly Row[];
  /** Sums that stay above the rows, whatever is searched or sorted. */
  pinned?: readonly Row[];
  columns: ColDef<Row>[];
  rowId: (row: Row) => string;
  search: string;
  /** What an empty blotter says. */
  empty: string;
}

function BlotterOf<Row>({ rows, pinned, columns, rowId, search, empty }: Props<Row>) {
  const box = useRef<HTMLDivElement>(null);
  const grid = useRef<GridApi<Row> | null>(null);

  useEffect(() => {
    const made = createGrid<Row>(box.current!, {
      theme,
      styleNonce,
      columnDefs: columns,
      defaultColDef: { sortable: true, resizable: true, suppressHeaderMenuButton: true, suppressMovable: true },
      getRowId: ({ data }) => rowId(data),
      rowData: [],
      suppressCellFocus: true,
      suppressColumnVirtualisation: true,
      scrollbarWidth: 8,
      animateRows: false,
      tooltipShowDelay: 300,
      overlayNoRowsTemplate: `<span class="no-rows">${empty}</span>`,
    });
    grid.current = made;
    return () => {
      grid.current = null;
      made.destroy();
    };
  }, [columns, rowId, empty]);

  // Rows keep their ids, so that the grid touches changed cells only, and keeps its scroll and its sort.
  useEffect(() => grid.current?.setGridOption('rowData', rows as Row[]), [rows]);
  useEffect(() => grid.current?.setGridOption('pinnedTopRowData', pinned as Row[] | undefined), [pinned]);
  useEffect(() => grid.current?.setGridOption('quickFilterText', search), [search]);

  return <div className="blotter" ref={box} />;
}

/** A dense table of live rows. */
export const Blotter = memo(BlotterOf) as typeof BlotterOf;
