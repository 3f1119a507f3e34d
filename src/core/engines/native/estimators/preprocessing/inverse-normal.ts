/*
 * Rational approximations from the Cephes Math Library (Stephen L. Moshier), function ndtri, with
 * the coefficients from the highest power down; the divisors begin with an unwritten 1.
 */
const middle = {
  dividend: [
    -59.96335010141079, 98.00107541859997, -56.67628574690703, 13.931260938727968,
    -1.2391658386738125,
  ],
  divisor: [
    1, 1.9544885833814176, 4.676279128988815, 86.36024213908905, -225.46268785411937,
    200.26021238006066, -82.03722561683334, 15.90562251262117, -1.1833162112133,
  ],
};
const tail = {
  dividend: [
    4.0554489230596245, 31.525109459989388, 57.16281922464213, 44.08050738932008,
    14.684956192885803, 2.1866330685079025, -0.1402560791713545, -0.03504246268278482,
    -0.0008574567851546854,
  ],
  divisor: [
    1, 15.779988325646675, 45.39076351288792, 41.3172038254672, 15.04253856929075,
    2.504649462083094, -0.14218292285478779, -0.03808064076915783, -0.0009332594808954574,
  ],
};
const farTail = {
  dividend: [
    3.2377489177694603, 6.915228890689842, 3.9388102529247444, 1.3330346081580755,
    0.20148538954917908, 0.012371663481782003, 0.00030158155350823543, 0.0000026580697468673755,
    6.239745391849833e-9,
  ],
  divisor: [
    1, 6.02427039364742, 3.6798356385616087, 1.3770209948908132, 0.21623699359449663,
    0.013420400608854318, 0.00032801446468212774, 0.0000028924786474538068, 6.790194080099813e-9,
  ],
};

const rootOfTwoPi = 2.5066282746310007;
/** exp(-2), where the approximations meet. */
const meeting = 0.1353352832366127;

/** scipy.special.ndtri, the inverse of the normal distribution: infinite at 0 and at 1. */
export function inverseNormal(probability: number): number {
  if (probability === 0) return -Infinity;
  if (probability === 1) return Infinity;
  if (!(probability > 0 && probability < 1)) return Number.NaN;
  const isUpper = probability > 1 - meeting;
  const smaller = isUpper ? 1 - probability : probability;
  if (smaller > meeting) {
    const distance = smaller - 0.5;
    const square = distance * distance;
    return (distance + distance * (square * quotient(middle, square))) * rootOfTwoPi;
  }
  const root = Math.sqrt(-2 * Math.log(smaller));
  const inverse = 1 / root;
  const correction = inverse * quotient(root < 8 ? tail : farTail, inverse);
  const size = root - Math.log(root) / root - correction;
  return isUpper ? size : -size;
}

function quotient(
  { dividend, divisor }: { readonly dividend: number[]; readonly divisor: number[] },
  at: number,
): number {
  return polynomial(dividend, at) / polynomial(divisor, at);
}

function polynomial(coefficients: readonly number[], at: number): number {
  return coefficients.reduce((sum, coefficient) => sum * at + coefficient, 0);
}
