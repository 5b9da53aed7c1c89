import { useState, type FormEvent } from 'react';
import type { Band } from '../../api/client';
import { Dialog } from '../../ui/Dialog';
import { bandOf, PARTS } from './band';

interface Props {
  /** Null while the policy cannot tell it. */
  band: { [part in keyof Band]: number | null };
  /** What the band takes the place of, where that is more than a band. */
  replaces: string | null;
  unit: string;
  onBand: (band: Band) => void;
  onClose: () => void;
}

const textOf = (edge: number | null): string => edge === null ? '' : String(edge);

export function BandDialog({ band, replaces, unit, onBand, onClose }: Props) {
  const [texts, setTexts] = useState({ lower: textOf(band.lower), target: textOf(band.target), upper: textOf(band.upper) });
  const wanted = bandOf(texts);
  const sent = (event: FormEvent): void => {
    event.preventDefault();
    if (wanted === null)
      return;
    onClose();
    onBand(wanted);
  };
  return (
    <Dialog title="Delta band" onClose={onClose} testId="band-dialog">
      <form onSubmit={sent}>
        {replaces !== null && <p>A fixed band takes the place of the policy: {replaces}.</p>}
        {PARTS.map(part => (
          <label key={part}>
            {part}
            <input inputMode="decimal" value={texts[part]} data-first={part === 'lower' || undefined} data-testid={`band-${part}`}
              onChange={event => setTexts({ ...texts, [part]: event.target.value })} />
            <i>{unit}</i>
          </label>
        ))}
        <p className="hint">{wanted === null ? 'lower ≤ target ≤ upper, and lower below upper' : ' '}</p>
        <div className="buttons">
          <button type="button" onClick={onClose}>Leave <kbd>Esc</kbd></button>
          <button className="primary" disabled={wanted === null} data-testid="band-confirm">Set band <kbd>Enter</kbd></button>
        </div>
      </form>
    </Dialog>
  );
}
