import type { EChartsType } from 'echarts/core';
import { useCallback, useMemo, useRef, useState, type ReactNode } from 'react';
import type { SmileView, VolSurfaceView } from '../../api/views';
import { surfaceText } from '../../format/conventions';
import { useAge, useStore } from '../../stream/hooks';
import { choice as choices, levels, snapshots } from '../../stream/session';
import { useSurface } from '../../stream/useSurface';
import { fileName } from '../../ui/download';
import { Panel } from '../../ui/Panel';
import { PngButton } from '../../ui/PngButton';
import { Empty } from '../../ui/States';
import { useEChart } from '../../ui/useEChart';
import { captionOf } from './caption';
import { expiryNames } from './heatmap';
import { smileChart, smileTerm } from './smileChart';
import { fitAge, smileOf, windowOf } from './smiles';
import { SmileTable } from './SmileTable';

interface Props {
  /** The instant of the picture beside it. */
  asOf: string;
  /** The market goes on: the last fit is shown, and its age. */
  isLive: boolean;
  search: string;
  tools: ReactNode;
}

/** The fitted vol surface: one expiry's smile against its quotes, the term structure, and how good each fit is. */
export function SmilesPanel({ asOf, isLive, search, tools }: Props) {
  const { expiries } = useStore(choices);
  const { shown } = useStore(snapshots);
  const live = useStore(levels).view;
  const now = isLive ? live : null;
  const held = useSurface({ version: isLive ? live?.surfaceFittedAt ?? 'none yet' : asOf, expiries, index: shown });
  const since = useAge(held);
  const [chosen, choose] = useState<string | null>(null);
  const { answer, problem } = held;
  if (answer?.view == null || answer.view.smiles.length === 0)
    return (
      <Panel name="Smiles" testId="smiles-panel" tools={tools}>
        <Empty testId="smiles-empty" title={problem !== null ? 'Not to be shown' : answer === null ? 'Fitting …' : answer.view === null ? 'No surface yet' : 'No smile to show'}
          text={problem ?? answer?.reason ?? answer?.view?.notes.join('\n') ?? 'The smiles of all expiries are fitted together.'} />
      </Panel>
    );
  const { view } = answer;
  const names = expiryNames(view.smiles);
  const searched = search === '' ? undefined : view.smiles.find((_, i) => names[i]!.includes(search));
  const smile = smileOf(view.smiles, searched?.expiry ?? chosen)!;
  const fit = fitAge(answer, now, since);
  return (
    <div className={`smiles-place${fit.isOld ? ' old' : ''}`} data-testid="smiles-place">
      <Smiles view={view} smile={smile} names={names} note={fit.text} why={[fit.whyNot, problem].filter(part => part !== null).join('\n')} tools={tools} onChoose={choose} />
    </div>
  );
}

interface SmilesProps {
  view: VolSurfaceView;
  smile: SmileView;
  names: readonly string[];
  note: string;
  why: string;
  tools: ReactNode;
  onChoose: (expiry: string) => void;
}

function Smiles({ view, smile, names, note, why, tools, onChoose }: SmilesProps) {
  const [box, term] = [useRef<HTMLDivElement>(null), useRef<HTMLDivElement>(null)];
  const option = useMemo(() => smileChart(smile), [smile]);
  const termOption = useMemo(() => smileTerm(view.smiles, smile), [view, smile]);
  const framed = useRef<string | null>(null);
  const frame = useCallback((chart: EChartsType) => {
    const window = windowOf(smile);
    if (framed.current !== smile.expiry && window !== null)
      chart.dispatchAction({ type: 'dataZoom', dataZoomIndex: 0, startValue: window[0], endValue: window[1] });
    framed.current = smile.expiry;
  }, [smile]);
  const picture = useEChart(box, option, frame);
  useEChart(term, termOption);
  const select = (
    <select value={smile.expiry} aria-label="expiry of the smile" data-testid="smile-expiry" onChange={event => onChoose(event.target.value)}>
      {view.smiles.map(({ expiry, svi }, i) => <option key={expiry} value={expiry}>{names[i]}{svi === null ? ' (not fitted)' : ''}</option>)}
    </select>
  );
  return (
    <Panel name="Smiles" testId="smiles-panel" title={`${surfaceText.panel(view.conventions)}\n${surfaceText.smile}`}
      note={<span title={why || undefined} data-testid="fit-age">{note}{why && ` · ${why}`}</span>}
      tools={<>{tools} {select} <PngButton name={fileName(view, 'smile.png')} caption={captionOf(view, `Smile of ${names[view.smiles.indexOf(smile)] ?? smile.expiry}`)} picture={picture} /></>}>
      <div className="smile-grid">
        <div className="smile-chart">
          <div className="chart" ref={box} data-testid="smile-chart" />
          {smile.note && <p className="smile-note" data-testid="smile-note">{smile.note}</p>}
        </div>
        <div className="smile-term"><div className="chart" ref={term} data-testid="smile-term" /></div>
        <div className="smile-list"><div className="scroll"><SmileTable view={view} chosen={smile} onChoose={onChoose} /></div></div>
      </div>
    </Panel>
  );
}
