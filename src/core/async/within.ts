/** The answer if it comes in time, else undefined. Throws what the answer throws meanwhile. */
export async function answerWithin<T>(
  milliseconds: number,
  answer: Promise<T>,
): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for the promise to settle, but no longer than `milliseconds`. Never rejects. */
export async function within(milliseconds: number, promise: Promise<unknown>): Promise<void> {
  await answerWithin(milliseconds, Promise.allSettled([promise]));
}
