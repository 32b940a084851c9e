// Loaded before the program by the tests of the prompts: its piped input counts as a terminal.
process.stdin.isTTY = true;
if (process.env.STDOUT_IS_TTY) process.stdout.isTTY = true;
