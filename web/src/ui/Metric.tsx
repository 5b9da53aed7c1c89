import type { ReactNode } from 'react';

export type Side = 'long' | 'short' | null;

interface Props {
  label: string;
  value: ReactNode;
  /** The convention behind the number, one hover away. */
  title: string;
  unit?: string;
  under?: ReactNode;
  side?: Side;
  /** The number is not to be trusted, and says why under it. */
  isWarning?: boolean;
  /** Share of the strip, 1 for a plain number. */
  width?: number;
  testId: string;
}

/** One number of a header strip, with its unit, its convention and a line under it. */
export function Metric({ label, value, title, unit, under, side = null, isWarning = false, width = 1, testId }: Props) {
  return (
    <div className={`metric${isWarning ? ' warning' : ''}`} style={{ flexGrow: width }} title={title} data-testid={testId}>
      <span className="label">{label}{unit && <i> {unit}</i>}</span>
      <span className={`value ${side ?? ''}`}>{value}</span>
      <span className="under">{under ?? ' '}</span>
    </div>
  );
}

/** Long gamma's accent for a positive number, short gamma's for a negative one. */
export const sideOf = (value: number | null | undefined): Side =>
  value == null || value === 0 ? null : value > 0 ? 'long' : 'short';
