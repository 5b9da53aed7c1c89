import type { ReactNode } from 'react';

interface Props {
  name: string;
  title?: string;
  note?: ReactNode;
  tools?: ReactNode;
  testId: string;
  children: ReactNode;
}

/** A titled part of a page; its convention is the tooltip of its title. */
export function Panel({ name, title, note, tools, testId, children }: Props) {
  return (
    <section className={`panel ${testId}`} data-testid={testId}>
      <header>
        <h2 title={title}>{name}</h2>
        {note && <span className="note">{note}</span>}
        {tools && <span className="tools">{tools}</span>}
      </header>
      <div className="body">{children}</div>
    </section>
  );
}
