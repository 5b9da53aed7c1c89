import { ColorType, CrosshairMode, type ChartOptions, type DeepPartial } from 'lightweight-charts';
import { fixed } from '../format/numbers';
import { FONT, isWide, palette } from './palette';

/** How price and time charts look. The library is credited in the keys dialog. */
export const chartLook: DeepPartial<ChartOptions> = {
  autoSize: true,
  layout: {
    background: { type: ColorType.Solid, color: palette.panel },
    textColor: palette.dim,
    fontFamily: FONT,
    fontSize: isWide ? 12 : 11,
    attributionLogo: false,
  },
  grid: { vertLines: { color: palette.line }, horzLines: { color: palette.line } },
  rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.1, bottom: 0.08 } },
  timeScale: { borderVisible: false, timeVisible: true, secondsVisible: true, rightOffset: 2 },
  crosshair: { mode: CrosshairMode.Normal },
  localization: { locale: 'en-GB', priceFormatter: (value: number) => fixed(value, Math.abs(value) >= 1000 ? 1 : 2) },
};
