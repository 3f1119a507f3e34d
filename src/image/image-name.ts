const pathPart = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const host = '(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9-]+)*(?::\\d+)?/)?';
const reference = new RegExp(`^${host}${pathPart}(?:/${pathPart})*(?::\\w[\\w.-]{0,127})?$`);

/**
 * True for a name that docker and podman take for an image: `iris`, `iris:1.0`,
 * `registry.example:5000/team/iris:1`. Source: the reference grammar of distribution/reference.
 */
export function isImageName(name: string): boolean {
  return name.length <= 255 && reference.test(name);
}

/** An image name made from a model's name: `Iris Model@2` → `iris-model-2`. */
export function defaultImageName(modelName: string): string {
  const name = modelName
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'mlflow-model' : name;
}
