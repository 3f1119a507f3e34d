import * as vscode from 'vscode';
import { plainMarkdown } from '../workbench/plain-markdown.ts';
import { isHelpEnabled } from './language-settings.ts';
import { mlModelKeyAt } from './mlmodel-key-at.ts';
import { signatureText } from './signature-text.ts';

/** Explains the keys of `MLmodel` files, and writes the signature so that it can be read. */
export class MlModelHovers implements vscode.HoverProvider {
  async provideHover(
    document: vscode.TextDocument,
    { line, character }: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    if (!isHelpEnabled('hover', document.uri)) return undefined;
    const found = mlModelKeyAt(document.lineAt(line).text, character);
    if (!found) return undefined;
    const signature = signatureMeaningOf(found.key);
    const meaning = signature ?? meaningOf(found.key);
    if (meaning === undefined) return undefined;
    const text = new vscode.MarkdownString(plainMarkdown(meaning));
    if (signature) text.appendMarkdown(await readableSignature(document.getText()));
    return new vscode.Hover(text, new vscode.Range(line, found.start, line, found.end));
  }
}

/** Nothing for a file that cannot be read, which says so elsewhere. */
async function readableSignature(text: string): Promise<string> {
  const { parseMlModel } = await import('../../core/model/mlmodel.ts');
  try {
    return `\n\n${signatureText(parseMlModel(text).signature)}`;
  } catch {
    return '';
  }
}

/** What MLflow (mlflow.models.model.Model, 3.17) means by a key; undefined for those of flavors. */
function meaningOf(key: string): string | undefined {
  switch (key) {
    case 'flavors':
      return vscode.l10n.t('The forms in which the model was saved, each with what loads it.');
    case 'python_function':
      return vscode.l10n.t('The generic form: what MLflow loads to serve any model.');
    case 'loader_module':
      return vscode.l10n.t('The Python module that loads the model.');
    case 'predict_fn':
      return vscode.l10n.t('The method of the estimator that answers requests.');
    case 'env':
      return vscode.l10n.t('The files that list the packages the model needs in Python.');
    case 'code':
      return vscode.l10n.t('The folder with Python code that was saved with the model.');
    case 'serialization_format':
      return vscode.l10n.t('How the estimator was written: by pickle, cloudpickle or skops.');
    case 'skops_trusted_types':
      return vscode.l10n.t('The types that skops may load; the native engine loads no types.');
    case 'saved_input_example_info':
      return vscode.l10n.t('Where the input example is; new requests begin with it.');
    case 'run_id':
      return vscode.l10n.t('The run that logged the model.');
    case 'model_id':
      return vscode.l10n.t('The id of the logged model: models:/<id> names it.');
    case 'mlflow_version':
      return vscode.l10n.t('The MLflow version that saved the model.');
    default:
      return undefined;
  }
}

function signatureMeaningOf(key: string): string | undefined {
  switch (key) {
    case 'signature':
      return vscode.l10n.t('What the model takes and gives. Requests are held against it.');
    case 'inputs':
      return vscode.l10n.t('The columns or tensors that a request needs.');
    case 'outputs':
      return vscode.l10n.t('The columns or tensors of the predictions.');
    case 'params':
      return vscode.l10n.t('What a request may set in its params, with the defaults.');
    default:
      return undefined;
  }
}
