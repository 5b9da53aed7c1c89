import type { LimitsAnswer } from '../../api/views';
import { setLimits } from '../../stream/commands';
import { LimitsForm } from './LimitsForm';
import { SIZES } from './limits';

interface Props {
  now: LimitsAnswer;
  /** The settlement currency of the hedge instrument, in which profit falls. */
  currency: string;
  onClose: () => void;
}

/** Other limits of an underlying. */
export function LimitsDialog({ now, currency, onClose }: Props) {
  const { underlying } = now;
  const units = { maxOrder: 'contracts', maxPosition: 'contracts', maxDelta: underlying, maxGamma: `${underlying} / 1 %`, maxVega: 'USD / pt', soft: currency, hard: currency };
  return <LimitsForm testId="limits-dialog" title={`Limits, ${underlying}`} now={now} sizes={SIZES} units={units} onSend={change => setLimits(change, underlying)} onClose={onClose} />;
}
