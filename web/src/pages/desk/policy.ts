import type { DeskView } from '../../api/views';

/** What a band that is set now takes the place of: the policy in words, where it is more than such a band. */
export function replacedBy(hedge: Pick<DeskView['hedge'], 'policy' | 'policySettings'>): string | null {
  if (hedge.policySettings === null)
    return hedge.policy;
  const { policy, ratio, rebalance } = JSON.parse(hedge.policySettings) as { policy?: unknown; ratio?: unknown; rebalance?: unknown };
  return policy === 'fixed' && ratio === 1 && rebalance === 'to-target' ? null : hedge.policy;
}
