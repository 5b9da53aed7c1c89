import { useState, type FormEvent } from 'react';
import type { Band } from '../../api/client';
import { Dialog } from '../../ui/Dialog';

interface Props {
  band: Band;
  unit: string;
  onBand: (band: Band) => void;
  onClose: () => void;
}

const PARTS = ['lower', 'target', 'upper'] as const;

export function BandDialog({ band, unit, onBand, onClose }: Props) {
  const [texts, setTexts] = useState({ lower: String(band.lower), target: String(band.target), upper: String(band.upper) });
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
        {PARTS.map(part => (
          <label key={part}>
            {part}
            <input inputMode="decimal" value={texts[part]} autoFocus={part === 'lower'} data-testid={`band-${part}`}
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

/** The band typed, or null where it is none. */
export function bandOf(texts: Record<(typeof PARTS)[number], string>): Band | null {
  const [lower, target, upper] = PARTS.map(part => texts[part].trim() === '' ? NaN : Number(texts[part].trim().replace('−', '-')));
  if (![lower, target, upper].every(Number.isFinite))
    return null;
  const band = { lower: lower!, target: target!, upper: upper! };
  return band.lower <= band.target && band.target <= band.upper && band.lower < band.upper ? band : null;
}
