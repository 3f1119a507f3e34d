/*
 * Rational approximations from the Cephes Math Library (Stephen L. Moshier), functions erf and
 * erfc, with the coefficients from the highest power down.
 */
const errorNear = {
  dividend: [
    9.604973739870516, 90.02601972038427, 2232.005345946843, 7003.325141128051, 55592.30130103949,
  ],
  divisor: [
    1, 33.56171416475031, 521.3579497801527, 4594.323829709801, 22629.000061389095,
    49267.39426086359,
  ],
};
const complementNear = {
  dividend: [
    2.461969814735305e-10, 0.5641895648310689, 7.463210564422699, 48.63719709856814,
    196.5208329560771, 526.4451949954773, 934.5285271719576, 1027.5518868951572, 557.5353353693994,
  ],
  divisor: [
    1, 13.228195115474499, 86.70721408859897, 354.9377788878199, 975.7085017432055,
    1823.9091668790973, 2246.3376081871097, 1656.6630919416134, 557.5353408177277,
  ],
};
const complementFar = {
  dividend: [
    0.5641895835477551, 1.275366707599781, 5.019050422511805, 6.160210979930536, 7.4097426995044895,
    2.9788666537210022,
  ],
  divisor: [
    1, 2.2605286322011726, 9.396035249380015, 12.048953980809666, 17.08144507475659,
    9.608968090632859, 3.369076451000815,
  ],
};

/** scipy.special.ndtr: the share of the normal distribution below a value. */
export function normalDistribution(value: number): number {
  if (Number.isNaN(value)) return value;
  const scaled = value * Math.SQRT1_2;
  const size = Math.abs(scaled);
  if (size < 1) {
    const square = scaled * scaled;
    return 0.5 + 0.5 * scaled * quotient(errorNear, square);
  }
  const upper =
    0.5 * Math.exp(-size * size) * quotient(size < 8 ? complementNear : complementFar, size);
  return scaled > 0 ? 1 - upper : upper;
}

/** scipy.special.erf, step by step. */
export function errorFunction(value: number): number {
  if (value < 0) return -errorFunction(-value);
  if (value <= 1) {
    const square = value * value;
    return (value * polynomial(errorNear.dividend, square)) / polynomial(errorNear.divisor, square);
  }
  const { dividend, divisor } = value < 8 ? complementNear : complementFar;
  const share = Math.exp(-value * value);
  // Far out the share is nothing, and the quotient could be two infinities.
  if (share === 0) return 1;
  return 1 - (share * polynomial(dividend, value)) / polynomial(divisor, value);
}

function quotient(
  {
    dividend,
    divisor,
  }: { readonly dividend: readonly number[]; readonly divisor: readonly number[] },
  at: number,
): number {
  return polynomial(dividend, at) / polynomial(divisor, at);
}

function polynomial(coefficients: readonly number[], at: number): number {
  return coefficients.reduce((sum, coefficient) => sum * at + coefficient, 0);
}
