import { useState } from 'react';
import type { DeskLimitsAnswer, HouseBookView } from '../../api/views';
import { setDeskLimits } from '../../stream/commands';
import { LimitsForm } from './LimitsForm';
import { bookNames, deskLimitsOf, SUMS } from './limits';

interface Props {
  now: DeskLimitsAnswer;
  books: readonly HouseBookView[];
  onClose: () => void;
}

/** A book whose profit has fallen holds still, and no more is done with it. */
const OF_BOOK: readonly [string, string][] = [['freeze', 'its wishes hold']];

/** Other limits over all underlyings, or of a book of the house. */
export function DeskLimitsDialog({ now, books, onClose }: Props) {
  const [book, setBook] = useState<string | null>(null);
  const limits = deskLimitsOf(now);
  const units = { maxDelta: limits.base, maxGamma: `${limits.base} / 1 %`, maxVega: `${limits.base} / pt`, maxGross: limits.base, soft: limits.base, hard: limits.base };
  return (
    <LimitsForm key={book ?? ''} testId="desk-limits-dialog" title="Limits, whole desk" now={book === null ? limits : limits.books[book] ?? {}} sizes={SUMS} {...book === null ? {} : { thens: OF_BOOK }} units={units}
      onSend={change => setDeskLimits(change, book)} onClose={onClose} above={
        <label>
          of
          <select value={book ?? ''} data-testid="limits-of" onChange={event => setBook(event.target.value || null)}>
            <option value="">the whole desk</option>
            {bookNames(limits, books).map(name => <option key={name} value={name}>book {name}</option>)}
          </select>
        </label>
      } />
  );
}
