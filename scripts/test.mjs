// `npm test`: every stage in order, going on after a failed one, and one line of figures at the end.
import { stages, strict } from './testing/stages.mjs';
import { judge, table, totalLine } from './testing/summary.mjs';

const help = `Usage: npm test -- [stage…] [file…]

Stages (all of them without arguments):
${stages.map(({ name, about }) => `  ${name.padEnd(10)}${about}`).join('\n')}

Files are paths or globs from the repository's root; they narrow the stages that run tests:
  npm test -- elements test/components/ticket-list.test.ts

Browsers are found by CHROME_PATH and FIREFOX_PATH, or where systems keep them.
With CI set, nothing may be skipped.`;

/** The stages that were named, with those that they need before them. */
function chooseStages(names) {
  if (names.length === 0) return stages;
  const chosen = new Set(names);
  for (const stage of stages)
    if (chosen.has(stage.name)) for (const need of stage.needs ?? []) chosen.add(need);
  return stages.filter(({ name }) => chosen.has(name));
}

async function runStage(stage, files, failedStages) {
  const missing = stage.needs?.find((name) => failedStages.has(name));
  if (missing) return { passed: 0, failed: 1, skipped: 0, notes: [`not run: ${missing} failed`] };
  try {
    return await stage.run(files);
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1, skipped: 0, notes: ['the stage could not be started'] };
  }
}

async function main(args) {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(help);
    return 0;
  }
  const files = args.filter((arg) => /[/*]/.test(arg));
  const names = args.filter((arg) => !files.includes(arg));
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    console.error(`Unknown stage: ${unknown.join(', ')}\n\n${help}`);
    return 2;
  }
  const results = [];
  const failedStages = new Set();
  for (const stage of chooseStages(names)) {
    console.log(`\n── ${stage.name}: ${stage.about}`);
    const started = performance.now();
    const outcome = judge(await runStage(stage, files, failedStages), strict);
    if (outcome.failed > 0) failedStages.add(stage.name);
    results.push({ name: stage.name, outcome, time: performance.now() - started });
  }
  console.log(`\n${table(results)}\n\n${totalLine(results)}`);
  return failedStages.size > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
