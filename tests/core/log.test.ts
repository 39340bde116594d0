import { describe, expect, it } from 'vitest';
import { createLog } from '../../core/log.ts';

function linesOf(write: (log: ReturnType<typeof createLog>) => void): string {
  let written = '';
  write(createLog({ level: 'debug', destination: { write: (line: string) => void (written += line) } }));
  return written;
}

describe('the log', () => {
  it('cuts personal data and secrets, also two levels down', () => {
    const written = linesOf((log) =>
      log.info({
        phone: '+243810000001',
        person: { name: 'Mado', id: 'p1' },
        a: { b: { plate: '1234AB01', token: 'x9y' } },
      }),
    );
    expect(written).not.toMatch(/243810000001|Mado|1234AB01|x9y/);
    expect(written).toContain('"id":"p1"');
  });

  it("keeps type, code and stack of an error, and nothing of a vendor's request in it", () => {
    const error = Object.assign(new Error('refused'), { code: 'E_VENDOR', config: { headers: { apiKey: 'hunter2' } } });
    const written = linesOf((log) => log.error({ error }));
    expect(written).toContain('"code":"E_VENDOR"');
    expect(written).toContain('log.test.ts');
    expect(written).not.toContain('hunter2');
  });

  it('cuts phones and the values of a refused key out of what an error says', () => {
    const error = new Error(
      'E11000 duplicate key error collection: lisolo.people index: email_1 dup key: { email: "mado@example.org" }',
    );
    const err = new Error('session ussd:+243810000001:1781 has no frame');
    const chat = new Error('no chat 243810000001@c.us');
    const written = linesOf((log) => {
      log.error({ error, err }, 'a fault');
      log.error({ error: chat }, 'another fault');
    });
    expect(written).toContain('index: email_1');
    expect(written).toContain('has no frame');
    expect(written).toContain('no chat');
    expect(written).not.toMatch(/mado|243810000001/);
  });

  it('ties lines together by a trace id', () => {
    const written = linesOf((log) => log.child({ traceId: 't-1' }).info('hello'));
    expect(JSON.parse(written)).toMatchObject({ traceId: 't-1', msg: 'hello' });
  });
});
