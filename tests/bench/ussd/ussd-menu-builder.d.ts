declare module 'ussd-menu-builder' {
  interface State {
    run(): void;
    next?: Record<string, string>;
  }
  interface SessionConfig {
    start(sessionId: string): Promise<void>;
    set(sessionId: string, key: string, value: unknown): Promise<void>;
    get(sessionId: string, key: string): Promise<unknown>;
    end(sessionId: string): Promise<void>;
  }
  /** The part of the package that the bench uses. */
  export default class UssdMenu {
    readonly val: string;
    readonly session: {
      start(): Promise<void>;
      set(key: string, value: unknown): Promise<void>;
      get(key: string): Promise<unknown>;
    };
    sessionConfig(config: SessionConfig): void;
    startState(state: State): void;
    state(name: string, state: State): void;
    con(text: string): void;
    end(text: string): void;
    run(args: Record<string, string>, done: (answer: string) => void): Promise<void>;
  }
}
