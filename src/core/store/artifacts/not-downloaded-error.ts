import { MlflowError } from '../../errors.ts';

/** The files of a model are elsewhere, and were not to be fetched. */
export class NotDownloadedError extends MlflowError {
  override readonly name = 'NotDownloadedError';

  constructor(place: string) {
    super(
      'TEMPORARILY_UNAVAILABLE',
      `The model's files are at ${place} and have not been downloaded. Download the model to see what it holds.`,
    );
  }
}
