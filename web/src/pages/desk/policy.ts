/** The JSON object typed, or why it is none. What it says is for the desk to judge. */
export function policyOf(text: string): { policy: object; problem: null } | { policy: null; problem: string } {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read === 'object' && read !== null && !Array.isArray(read))
      return { policy: read, problem: null };
    return { policy: null, problem: 'a policy is an object, { "policy": ... }' };
  } catch (error) {
    return { policy: null, problem: text.trim() === '' ? 'a policy is an object, { "policy": ... }' : (error as Error).message };
  }
}
