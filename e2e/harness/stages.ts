/** What a run does, one line each, with the seconds that it took. */
export class Stages {
  private readonly write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.write = write;
  }

  say(line: string): void {
    this.write(`  ${line}\n`);
  }

  /** Runs one; its line comes when it is through. */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      const result = await work();
      this.line("✓", name, start);
      return result;
    } catch (error) {
      this.line("✗", name, start);
      throw error;
    }
  }

  private line(mark: string, name: string, start: number): void {
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    this.write(`${mark} ${name.padEnd(48)} ${seconds.padStart(7)} s\n`);
  }
}
