import { Command, Option } from 'commander';
import type { CliContext } from './cli-context.ts';
import { integerBetween, positiveNumber } from './parse-argument.ts';
import { withServer } from './server-options.ts';

/** Receives the exit code of the command that ran. */
export type OnEnd = (exitCode: number) => void;

/** What helps whoever gave a model without its option, or none. */
const modelHint =
  'Name the model with it: -m models:/iris/1, -m runs:/<run id>/model or -m path/to/model\n';

/**
 * The command line: names and short options are those of `mlflow models` where it has them. Each
 * command loads its code when it runs, so that the start stays short.
 */
export function createProgram(context: CliContext, onEnd: OnEnd): Command {
  const program = new Command('mlinvoke')
    .description('Serves MLflow models, and sends them requests.')
    .version(context.version)
    .helpOption('--help', 'show this help')
    .configureOutput({
      writeOut: context.out,
      writeErr: context.note,
      outputError: (text, write) => {
        write(text);
        if (text.includes("'-m, --model-uri")) write(modelHint);
      },
    })
    .showHelpAfterError('The same command with --help lists its options.')
    .exitOverride();
  addServe(program, context, onEnd);
  addPredict(program, context, onEnd);
  addSend(program, context, onEnd);
  addTest(program, context, onEnd);
  addGenerateDockerfile(program, context, onEnd);
  addBuildDocker(program, context, onEnd);
  addInspect(program, context, onEnd);
  addCache(program, context, onEnd);
  return program;
}

function addServe(program: Command, context: CliContext, onEnd: OnEnd): void {
  withServer(withEnvironment(withEngine(withModel(program.command('serve')))))
    .description('serve a model over HTTP as "mlflow models serve" does')
    .addOption(
      new Option('-p, --port <number>', 'port to listen on; 0 takes a free one')
        .env('MLFLOW_PORT')
        .default(5000)
        .argParser(integerBetween(0, 65_535)),
    )
    .addOption(
      new Option('-h, --host <address>', 'address to listen on')
        .env('MLFLOW_HOST')
        .default('127.0.0.1'),
    )
    .addOption(
      new Option('-w, --workers <number>', 'accepted for scripts written for mlflow')
        .env('MLFLOW_MODELS_WORKERS')
        .argParser(integerBetween(1, 1024)),
    )
    .option('--enable-mlserver', 'the same as --engine mlserver')
    .action(async (flags) => {
      const { serve } = await import('./serve-command.ts');
      const engine = flags.enableMlserver ? 'mlserver' : flags.engine;
      onEnd(await serve({ ...flags, engine }, context));
    });
}

function addPredict(program: Command, context: CliContext, onEnd: OnEnd): void {
  withEnvironment(withEngine(withModel(program.command('predict'))))
    .description('predict for a CSV or a JSON scoring request')
    .option('-i, --input-path <file>', 'CSV or JSON; stdin without it')
    .option('-o, --output-path <file>', 'a name that ends in .csv or .json; stdout without it')
    .addOption(
      new Option(
        '-t, --content-type <type>',
        'what the input is; from its name, else json',
      ).choices(['csv', 'json']),
    )
    .action(async (flags) => {
      const { predict } = await import('./predict-command.ts');
      onEnd(await predict(flags, context));
    });
}

function addSend(program: Command, context: CliContext, onEnd: OnEnd): void {
  withInvoke(withEngine(program.command('send')))
    .description('send the requests of a .invoke file and print the answers')
    .argument('<file>', 'the .invoke file')
    .option('--name <name>', 'only the request of this name')
    .option('--line <number>', 'only the request on this line', integerBetween(1, 1e9))
    .action(async (file, flags) => {
      const { send } = await import('./send-command.ts');
      onEnd(await send(file, flags, context));
    });
}

function addTest(program: Command, context: CliContext, onEnd: OnEnd): void {
  withInvoke(withEngine(program.command('test')))
    .description('send all requests of .invoke files and evaluate their checks')
    .argument('<files...>', '.invoke files')
    .option('--junit <file>', 'write a JUnit report')
    .action(async (files, flags) => {
      const { test } = await import('./test-command.ts');
      onEnd(await test(files, flags, context));
    });
}

function addGenerateDockerfile(program: Command, context: CliContext, onEnd: OnEnd): void {
  withEnvironment(withModel(program.command('generate-dockerfile')))
    .description('write the Dockerfile and the build context of an image that serves a model')
    .option('-d, --output-directory <folder>', 'where to write', 'mlflow-dockerfile')
    .option('--base-image <image>', "image to build on; without it a Python of the model's version")
    .action(async (flags) => {
      const { generateDockerfile } = await import('./generate-dockerfile-command.ts');
      onEnd(await generateDockerfile(flags, context));
    });
}

function addBuildDocker(program: Command, context: CliContext, onEnd: OnEnd): void {
  withEnvironment(withModel(program.command('build-docker')))
    .description('build an image that serves a model, with docker, podman or buildah')
    .option('-n, --name <name>', 'name of the image', 'mlflow-pyfunc-servable')
    .option('--base-image <image>', "image to build on; without it a Python of the model's version")
    .action(async (flags) => {
      const { buildDocker } = await import('./build-docker-command.ts');
      onEnd(await buildDocker(flags, context));
    });
}

function addInspect(program: Command, context: CliContext, onEnd: OnEnd): void {
  withEngine(withModel(program.command('inspect')))
    .description('show where a model URI leads, what the model takes and which engine runs it')
    .action(async (flags) => {
      const { inspect } = await import('./inspect-command.ts');
      onEnd(await inspect(flags, context));
    });
}

function addCache(program: Command, context: CliContext, onEnd: OnEnd): void {
  program
    .command('cache')
    .description('show the downloaded models, or remove them')
    .helpOption('--help', 'show this help')
    .option('--clear', 'remove all downloaded models')
    .option('--json', 'print one JSON document per line')
    .action(async (flags) => {
      const { cache } = await import('./cache-command.ts');
      onEnd(await cache(flags, context));
    });
}

function withModel(command: Command): Command {
  const uri = 'models:/name@alias, models:/name/version, runs:/id/path or a folder';
  return withCommon(command).requiredOption('-m, --model-uri <uri>', uri);
}

function withCommon(command: Command): Command {
  return command
    .helpOption('--help', 'show this help')
    .addOption(
      new Option('--tracking-uri <uri>', 'where runs and registered models are looked up').env(
        'MLFLOW_TRACKING_URI',
      ),
    )
    .option('--json', 'print one JSON document per line');
}

function withEngine(command: Command): Command {
  return command
    .addOption(
      new Option('--engine <kind>', 'what runs the model')
        .choices(['auto', 'native', 'python', 'mlserver'])
        .default('auto'),
    )
    .option('--python <path>', 'the interpreter of the python engine');
}

/** Options of `mlflow models` for the environments that it makes. */
function withEnvironment(command: Command): Command {
  return command
    .addOption(
      new Option('--env-manager <kind>', 'accepted for scripts written for mlflow').choices([
        'local',
        'uv',
        'virtualenv',
        'conda',
      ]),
    )
    .addOption(new Option('--no-conda', 'accepted for scripts written for mlflow'))
    .addOption(new Option('--install-mlflow', 'accepted for scripts written for mlflow'));
}

function withInvoke(command: Command): Command {
  return withCommon(command)
    .option('--env <name>', 'environment of invoke.env.json')
    .option('--target <url>', 'server that takes the requests whatever the file says')
    .option('--timeout <seconds>', 'time for one request', positiveNumber, 60);
}
