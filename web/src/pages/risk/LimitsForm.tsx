import { useState, type FormEvent, type ReactNode } from 'react';
import type { LimitsChange } from '../../api/client';
import { Dialog } from '../../ui/Dialog';
import { useSending } from '../../ui/useSending';
import { FALLS, textsOf, typedOf, type InForce, type Part, type Size, type Typed, type Way } from './limits';

interface Props {
  title: string;
  now: InForce;
  sizes: readonly Size[];
  /** What may be done once profit has fallen by the hard limit, with its words. */
  thens?: readonly [string, string][];
  /** What each is told in. */
  units: { [part in Part]?: string };
  /** Sends what differs; resolves to why it is refused, or null where it was taken. */
  onSend: (change: LimitsChange) => Promise<string | null>;
  onClose: () => void;
  testId: string;
  /** What stands above the limits. */
  above?: ReactNode;
}

const NAMES: Record<Part, string> = {
  maxOrder: 'largest order', maxPosition: 'hedge position', maxDelta: 'net delta', maxGamma: 'net gamma', maxVega: 'net vega', maxGross: 'gross', soft: 'drawdown, soft', hard: 'drawdown, hard', then: 'at hard',
};

const THENS: readonly [string, string][] = [['freeze', 'halt as it stands'], ['flatten', 'delta to zero, then halt']];

const WAYS: Record<Exclude<Way, null>, string> = { lower: 'at once', raise: 'second person', wrong: 'not a limit' };

/** Other limits: it stays open, with what was typed and what the desk says, until they are taken. */
export function LimitsForm({ title, now, sizes, thens = THENS, units, onSend, onClose, testId, above }: Props) {
  const [texts, setTexts] = useState(() => textsOf(sizes, now));
  const { refusal, isSending, send, forget } = useSending(onClose);
  const { ways, change } = typedOf(sizes, texts, now);
  const inForce = textsOf(sizes, now);
  const type = (part: Part, text: string): void => {
    setTexts({ ...texts, [part]: text });
    forget();
  };
  const sent = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (change !== null)
      await send(() => onSend(change));
  };
  return (
    <Dialog title={title} onClose={onClose} testId={testId}>
      <form className="limits-form" onSubmit={event => void sent(event)}>
        <p>What is lowered holds at once. What is raised waits ten minutes for a second person of the role risk. An empty limit stays as it is.</p>
        {above}
        {[...sizes, ...FALLS].map((part, at) => (
          <label key={part}>
            {NAMES[part]}
            <input inputMode="decimal" value={texts[part]} placeholder={inForce[part] || 'none'} data-first={at === 0 || undefined} data-testid={`limits-${part}`} spellCheck={false}
              onChange={event => type(part, event.target.value)} />
            <i>{units[part]}</i>
            <Told way={ways[part]} />
          </label>
        ))}
        <label>
          {NAMES.then}
          <select value={texts.then} data-testid="limits-then" onChange={event => type('then', event.target.value)}>
            {thens.map(([then, words]) => <option key={then} value={then}>{words}</option>)}
          </select>
          <Told way={ways.then} />
        </label>
        <p className="hint" data-testid="limits-hint">{refusal ?? hintOf(ways)}</p>
        <div className="buttons">
          <button type="button" onClick={onClose}>Leave <kbd>Esc</kbd></button>
          <button className="primary" disabled={change === null || isSending} data-testid="limits-confirm">Set limits <kbd>Enter</kbd></button>
        </div>
      </form>
    </Dialog>
  );
}

const Told = ({ way }: { way: Way | undefined }) => <span className={`way ${way ?? ''}`}>{way == null ? '' : WAYS[way]}</span>;

function hintOf(ways: Typed['ways']): string {
  if (ways.hard === 'wrong' || ways.soft === 'wrong')
    return 'A drawdown needs 0 < soft ≤ hard';
  return Object.values(ways).includes('wrong') ? 'A limit is a number above 0' : ' ';
}
