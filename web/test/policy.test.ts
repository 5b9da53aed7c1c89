import { expect, it } from 'vitest';
import { policyOf } from '../src/pages/desk/policy';

it('a policy typed is an object, and what is wrong with it is said', () => {
  expect(policyOf('{ "policy": "fixed" }')).toEqual({ policy: { policy: 'fixed' }, problem: null });
  for (const text of ['', ' ', '3', '[]', 'null', '"fixed"'])
    expect(policyOf(text)).toEqual({ policy: null, problem: 'a policy is an object, { "policy": ... }' });
  expect(policyOf('{ "policy": fixed }').problem).toMatch(/JSON/);
});
