import type { StatusAnswer } from './views';

const ROLES = ['viewer', 'trader', 'risk'] as const;

/** What somebody may do; each role may do what those before it may. */
export type Role = (typeof ROLES)[number];

export const NEEDS_TOKEN = 'Needs the token: open the address that ./poise desk prints';

/** Why whoever looks at the page may not do what a role may; null where he may. */
export function refusal(status: StatusAnswer | null, least: Role): string | null {
  if (status?.user == null)
    return NEEDS_TOKEN;
  return ROLES.indexOf(status.role as Role) >= ROLES.indexOf(least) ? null : `Needs the role ${least}: ${status.user} is ${status.role}`;
}
