import { useState } from 'react';

export interface Sending {
  /** Why the last one was refused; null before that, and once something else is typed. */
  refusal: string | null;
  isSending: boolean;
  /** Sends once at a time, and closes the dialog where it was taken. */
  send: (what: () => Promise<string | null>) => Promise<void>;
  /** Something else is typed. */
  forget: () => void;
}

/** A dialog that stays open, with what the desk says, until what it sends is taken. */
export function useSending(onClose: () => void): Sending {
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const send = async (what: () => Promise<string | null>): Promise<void> => {
    if (isSending)
      return;
    setSending(true);
    const why = await what();
    setSending(false);
    if (why === null)
      onClose();
    else
      setRefusal(why);
  };
  return { refusal, isSending, send, forget: () => setRefusal(null) };
}
