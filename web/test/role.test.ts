import { describe, expect, it } from 'vitest';
import { NEEDS_TOKEN, refusal } from '../src/api/role';
import type { StatusAnswer } from '../src/api/views';

const status = (user: string | null, role: string): StatusAnswer =>
  ({ version: '', market: 'live', startedAt: '', hasDesk: true, hasFlow: true, serverTime: '', staleAfter: null, user, role, hasUsers: user !== null });

describe('refusal', () => {
  it('asks for the token where there is none', () => {
    expect(refusal(null, 'trader')).toBe(NEEDS_TOKEN);
    expect(refusal(status(null, 'viewer'), 'trader')).toBe(NEEDS_TOKEN);
  });

  it('lets each role do what those before it may', () => {
    expect(refusal(status('anna', 'trader'), 'trader')).toBeNull();
    expect(refusal(status('anna', 'risk'), 'trader')).toBeNull();
    expect(refusal(status('anna', 'trader'), 'risk')).toBe('Needs the role risk: anna is trader');
  });
});
