import type { LocalModel } from '../core/model/local-model.ts';
import { MlflowError } from '../core/errors.ts';
import { isImageName } from './image-name.ts';
import type { Requirements } from './read-requirements.ts';

/** Which model goes into which image. */
export interface PlanImageOptions {
  readonly model: LocalModel;
  readonly requirements: Requirements;
  /** The image's name, such as `team/iris:1.0`. */
  readonly name: string;
  /** Another base than the slim Python image of the model's Python version. */
  readonly baseImage?: string;
}

/** A build, decided and not yet written: what {@link writeImageContext} puts into a folder. */
export interface ImagePlan {
  readonly model: LocalModel;
  readonly requirements: Requirements;
  readonly name: string;
  readonly dockerfile: string;
  /** The small files beside the model and its requirements, by name. */
  readonly files: ReadonlyMap<string, string>;
}

/** The Python that MLflow 3.17 itself takes when a model does not say. */
const defaultPythonVersion = '3.11';

/**
 * Plans an image with MLflow's scoring server on a Python base: the model at `/opt/ml/model`, port
 * 8080, as `mlflow models build-docker` lays it out (mlflow/models/docker_utils.py, 3.17), but
 * without nginx, as an ordinary user, and with a server that ends on SIGTERM. Requirements come
 * before the model, so that a new model with old requirements rebuilds in seconds.
 */
export function planImage(options: PlanImageOptions): ImagePlan {
  const { model, requirements, name, baseImage } = options;
  requireImageName(name, 'image name');
  if (baseImage !== undefined) requireImageName(baseImage, 'base image');
  return {
    model,
    requirements,
    name,
    dockerfile: dockerfileOf(model, baseImage ?? `python:${pythonVersionOf(model)}-slim`),
    files: new Map([
      ['serve.py', serveScript],
      ['.dockerignore', '**/__pycache__\n**/*.pyc\n'],
    ]),
  };
}

function requireImageName(name: string, what: string): void {
  if (isImageName(name)) return;
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `The ${what} "${name}" cannot be used. Accepted are small letters, digits, ".", "_" and "-", ` +
      'with "/" between parts and ":" before a tag, as in team/iris:1.0.',
  );
}

function pythonVersionOf(model: LocalModel): string {
  const version = model.mlmodel.flavors.get('python_function')?.['python_version'];
  return (typeof version === 'string' && /^3\.\d+/.exec(version)?.[0]) || defaultPythonVersion;
}

/** Everything that stands here is ours or checked: no text of the model reaches a command. */
function dockerfileOf(model: LocalModel, baseImage: string): string {
  return `# The MLflow scoring server for ${commentText(model.name)}, planned by mlinvoke.
# POST /invocations, GET /ping, /health and /version on port 8080.
FROM ${baseImage}

ENV PYTHONUNBUFFERED=1 \\
    PYTHONDONTWRITEBYTECODE=1 \\
    HOME=/tmp
${systemPackages(model)}
# The packages change less often than the model: they get their own layer, before it.
# A private index comes as a secret (pip_conf, pip_ca) and leaves no trace in the image.
COPY requirements /opt/ml/requirements
WORKDIR /opt/ml/requirements
RUN --mount=type=secret,id=pip_conf --mount=type=secret,id=pip_ca \\
    if [ -f /run/secrets/pip_conf ]; then export PIP_CONFIG_FILE=/run/secrets/pip_conf; fi; \\
    if [ -f /run/secrets/pip_ca ]; then export PIP_CERT=/run/secrets/pip_ca; fi; \\
    pip install --no-cache-dir --disable-pip-version-check --requirement requirements.txt

COPY serve.py /opt/ml/serve.py
COPY model /opt/ml/model

USER 1000:1000
WORKDIR /tmp
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \\
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/ping', timeout=2)"]
CMD ["python", "/opt/ml/serve.py"]
`;
}

/** Slim images lack the OpenMP library that LightGBM's wheel does not bring along. */
function systemPackages(model: LocalModel): string {
  if (!model.mlmodel.flavors.has('lightgbm')) return '';
  return `
RUN apt-get update && apt-get install --yes --no-install-recommends libgomp1 \\
    && rm -rf /var/lib/apt/lists/*
`;
}

/** A model's name may hold anything; a comment is one line of plain text. */
function commentText(name: string): string {
  return name.replaceAll(/[^\w .@:/-]/g, '_').slice(0, 100);
}

/**
 * MLflow knows the command of its own server in every version (get_cmd). It is started in place of
 * this script: `mlflow models serve` as the first process of a container ignores SIGTERM.
 */
const serveScript = `"""Becomes MLflow's scoring server for the model beside this file."""

import os

from mlflow.pyfunc.scoring_server import get_cmd

command, environment = get_cmd(
    model_uri="/opt/ml/model",
    host="0.0.0.0",
    port=8080,
    nworkers=int(os.environ.get("MLFLOW_MODELS_WORKERS", "1")),
)
os.execvpe("sh", ["sh", "-c", "exec " + command], environment)
`;
